//! What is said of a validation: every check, every clinical row, and what follows.

use super::Results;
use admsc_output::report::evidence::published;
use admsc_scenario::language::{Language, Message, Phrase, english, verbatim};
use admsc_scenario::observer::Mode;
use admsc_scenario::units::interval::with_interval;
use admsc_scenario::units::sign::minus;
use admsc_study::clinical::inert::InertCount;
use admsc_study::clinical::outcome::Estimate;
use admsc_study::clinical::potency::Support;
use admsc_study::clinical::targets::{Role, Target};
use admsc_study::clinical::verdict::{Counts, Judged, Judgement, SHOWN, WANTED_SHARE};
use admsc_study::clinical::words::{estimator_said, observer_said, product_said};
use admsc_study::validation::{Check, Verdict, clinical_word, number, verdict_said};

/// Columns of [`row`].
pub const CHECK_HEAD: [Phrase; 5] =
    [english("verdict"), english("check"), english("expected"), english("model (95 % interval)"), english("n")];

/// Columns of [`clinical_row`].
pub const CLINICAL_HEAD: [Phrase; 9] = [
    english("verdict"),
    english("row"),
    english("product"),
    english("observer"),
    english("published (95 % interval)"),
    english("model (95 % interval)"),
    english("r50, same visit"),
    english("at potency 0 / 0.1 / 0.3 / 1"),
    english("inert cells, excess 0 / 1.0 / 1.4 / 2.0"),
];

/// A check as cells of a table.
pub fn row(check: &Check, language: Language) -> [String; 5] {
    let note = check.note_in(language);
    let note = if note.is_empty() { note } else { format!("{}{note}", language.translated(english("; "))) };
    let judged = check.verdict != Verdict::Reported;
    let verdict = verdict_said(check.verdict.word());
    let verdict = match judged && !check.must_hold {
        true => english("{verdict}, need not hold").with_said("verdict", verdict),
        false => verdict,
    };
    let [expected, found] = [check.expected.said(), check.found_said()].map(|said| language.say(said));
    [language.say(verdict), check.named(language), expected, found + &note, check.n_words()]
}

/// A clinical row as cells of a table.
pub fn clinical_row(row: &Judged, few: bool, language: Language) -> [String; 9] {
    let target = &row.target;
    let interval = |value: f64, low: f64, high: f64| language.say(with_interval(value, Some((low, high)), number));
    let model = row.judged_at.map(|met| interval(met.estimate.value, met.estimate.low, met.estimate.high));
    let shown =
        SHOWN.map(|potency| row.shown_at(potency).map_or_else(|| "–".to_owned(), |met| number(met.estimate.value)));
    let measured = english("{estimate}, day {day}").with_said("estimate", estimator_said(target.estimator));
    let measured = measured.with("day", target.visit_day);
    let word = clinical_word(row, few);
    let verdict = match !row.is_settled && word != Verdict::Undecided.word() {
        true => english("{verdict} (near an end)").with_said("verdict", verdict_said(word)),
        false => verdict_said(word),
    };
    [
        language.say(verdict),
        format!("{}{}: {}", target.id, row.footnote_marks(), language.say(measured)),
        language.say(product_said(&target.product)),
        language.say(observer_said(target.observer)),
        published_figure(row, language),
        model.unwrap_or_else(|| "–".to_owned()),
        row.r50.map_or_else(|| "–".to_owned(), |r50| interval(r50.value, r50.low, r50.high)),
        if row.shown.is_empty() { "–".to_owned() } else { shown.join(" / ") },
        inert(row),
    ]
}

/// The published figure and its interval, with the digits that the table has.
fn published_figure(row: &Judged, language: Language) -> String {
    let Target { value, low, high, .. } = row.target;
    language.say(with_interval(value, Some((low, high)), |value| minus(&value.to_string())))
}

/// What inert cells give for a row at each open-label excess, once where that changes nothing; = marks what meets the row.
fn inert(row: &Judged) -> String {
    let one = |(place, estimate): (usize, &Option<Estimate>)| {
        let met = if row.is_met_by_inert(place) { " =" } else { "" };
        estimate.map_or_else(|| "–".to_owned(), |estimate| format!("{}{met}", number(estimate.value)))
    };
    let mut all: Vec<String> = row.inert.iter().enumerate().map(one).collect();
    if all.windows(2).all(|pair| pair[0] == pair[1]) {
        all.truncate(1);
    }
    all.join(" / ")
}

/// How many of the informative rows kept aside the model meets, and how many inert cells meet; what follows. Nothing while
/// verdicts are undecided.
pub fn rival(results: &Results) -> Option<Message> {
    let judgement = &results.judgement;
    let counts = judgement.counts(Role::Check, results.few);
    counts.share_passing()?;
    let best = judgement.inert.iter().max_by_key(|count| count.pass)?;
    let list = |of: &dyn Fn(&InertCount) -> String| {
        Message::joined(judgement.inert.iter().map(|count| verbatim(of(count))), english(", "))
    };
    let follows = if best.sign_test_p >= 0.05 {
        english(
            "These rows cannot tell the tissue's effect from that of patients who know (sign test against the best of these: p = {p}).",
        )
    } else if best.pass > counts.pass {
        english("The best of these meets more of them than the model (sign test: p = {p}).")
    } else {
        english(
            "The best of these meets fewer of them than the model (sign test: p = {p}); this is no proof of an effect of the cells.",
        )
    };
    let follows = follows.with("p", format_args!("{:.2}", best.sign_test_p));
    let text = english(
        "Of {all} informative held-out clinical rows the model meets {model}. Inert cells, which do nothing (potency 0, the same \
         observer), meet {inert} of the same rows when patients who know that they got cells report {excesses} points less \
         pain because they know. {follows}",
    );
    let text = text.with("all", counts.informative()).with("model", counts.pass).with_said("follows", follows);
    let text = text.with_said("inert", list(&|count| count.pass.to_string()));
    Some(text.with_said("excesses", list(&|count| format!("{:.1}", count.excess_points))))
}

/// What follows, in sentences.
pub fn summary(results: &Results) -> Vec<Message> {
    let must = || results.checks.iter().filter(|check| check.must_hold);
    let with = |verdict: Verdict| must().filter(|check| check.verdict == verdict).count();
    let mut said = vec![
        english("required checks: {pass} pass, {miss} miss, {undecided} undecided of {all}")
            .with("pass", with(Verdict::Pass))
            .with("miss", with(Verdict::Miss))
            .with("undecided", with(Verdict::Undecided))
            .with("all", must().count()),
    ];
    for role in [Role::Fit, Role::Check] {
        let counts = results.judgement.counts(role, results.few);
        let text = english(
            "clinical rows, {role}: {pass} pass, {miss} miss, {undecided} undecided, {uninformative} uninformative, \
             {not_run} not run",
        );
        said.push(
            text.with_said("role", role_said(role))
                .with("pass", counts.pass)
                .with("miss", counts.miss)
                .with("undecided", counts.undecided)
                .with("uninformative", counts.uninformative)
                .with("not_run", counts.not_run),
        );
    }
    let population = |(name, patients, _): &(String, u32, u32)| verbatim(format_args!("{name} {patients}"));
    let populations = Message::joined(results.populations.iter().map(population), english(", "));
    let text = english("virtual patients for the clinical rows: {populations}");
    said.push(text.with_said("populations", populations));
    said.extend(share(results));
    said.extend(potency(results));
    said.extend(published(&results.targets));
    said.push(english("Pain values are the proxy of a model, not a measurement and not medical advice.").into());
    said
}

/// Share of the rows kept aside that the model meets: of all, and of those whose patients gave no fitted figure.
fn share(results: &Results) -> Vec<Message> {
    let said = all_kept_aside(results).into_iter().chain(by_observer(results)).chain(apart(results));
    said.chain(at_other_potencies(results)).collect()
}

/// The same of open and of sham-blinded rows.
fn by_observer(results: &Results) -> Option<Message> {
    let of = |mode: Mode| results.judgement.counts_among(|row| row.target.observer == mode, results.few);
    let (open, blinded) = (of(Mode::Open), of(Mode::ShamBlinded));
    let text = english(
        "of the open-label ones {open} of {all_open} pass, of the sham-blinded ones {blinded} of {all_blinded}",
    );
    let is_decided = open.undecided + blinded.undecided == 0 && open.informative() + blinded.informative() > 0;
    is_decided.then(|| {
        let text = text.with("open", open.pass).with("all_open", open.informative());
        text.with("blinded", blinded.pass).with("all_blinded", blinded.informative())
    })
}

/// What hangs on the common potency, which likelihood chooses and not the number of rows that pass.
fn at_other_potencies(results: &Results) -> Option<Message> {
    results.judgement.counts(Role::Check, results.few).share_passing()?;
    let by_potency = &results.judgement.by_potency;
    let at = english("{pass} at {potency}");
    let passing = by_potency.passing.iter().map(|(potency, pass)| at.with("pass", pass).with("potency", potency));
    let passing = Message::joined(passing, english(", "));
    let text = if by_potency.enough.is_empty() {
        english("rows that would pass at other potencies: {passing}; {wanted} % would pass at none")
    } else {
        english("rows that would pass at other potencies: {passing}; at least {wanted} % would pass at {enough}")
    };
    let text = text.with_said("passing", passing).with("wanted", percent(WANTED_SHARE));
    Some(text.with_said("enough", ranges(&by_potency.enough)))
}

fn percent(share: f64) -> String {
    format!("{:.0}", 100.0 * share)
}

/// The share without rows that are no independent test, without those that were not measured as they stand, without both.
fn apart(results: &Results) -> Vec<Message> {
    let of = |wanted: &dyn Fn(&Judged) -> bool| results.judgement.counts_among(wanted, results.few);
    let all = [
        (
            english(
                "excluding rows marked †, whose patients also contributed to a fitted row, {pass} of {all} pass: {share} %",
            ),
            of(&|row| !row.shares_patients_with_fit),
        ),
        (
            english("excluding rows marked ‡, whose interval is our own, {pass} of {all} pass: {share} %"),
            of(&|row| !row.has_own_interval()),
        ),
        (
            english("excluding both, {pass} of {all} pass: {share} %"),
            of(&|row| !row.shares_patients_with_fit && !row.has_own_interval()),
        ),
    ];
    let said = |(text, counts): (Phrase, Counts)| {
        let share = counts.share_passing()?;
        Some(text.with("all", counts.informative()).with("pass", counts.pass).with("share", percent(share)))
    };
    all.into_iter().filter_map(said).collect()
}

fn all_kept_aside(results: &Results) -> Option<Message> {
    let counts = results.judgement.counts(Role::Check, results.few);
    let share = counts.share_passing()?;
    let text = english(
        "of {all} informative held-out clinical rows {pass} pass: {share} %; the design's target is at least {wanted} \
         %; more virtual patients could change {open} of these verdicts",
    );
    let text = text
        .with("open", counts.open)
        .with("all", counts.informative())
        .with("pass", counts.pass)
        .with("share", percent(share));
    Some(text.with("wanted", percent(WANTED_SHARE)))
}

/// The common potency, and what blinded and open rows say apart.
fn potency(results: &Results) -> Vec<Message> {
    let judgement = &results.judgement;
    let of = |(rows, support): (Phrase, &Option<Support>)| {
        let support = support.as_ref()?;
        let text = english(
            "potency most likely by {which}: {potency} (95 %: {low} to {high}; {rows} rows; misfit {misfit}, where chance alone \
             gives about {freedom})",
        );
        let place = |value: f64| format!("{value:.2}");
        let text = text.with_said("which", rows).with("potency", place(support.most_likely)).with("rows", support.rows);
        let text = text.with("low", place(support.low)).with("high", place(support.high));
        let text = text.with("misfit", format_args!("{:.1}", support.deviance()));
        Some(text.with("freedom", format_args!("{:.1}", support.freedom())))
    };
    let all = [
        (english("all rows with cells"), &judgement.common),
        (english("the sham-blinded ones"), &judgement.blinded),
        (english("the open-label ones"), &judgement.open),
    ];
    all.into_iter().filter_map(of).chain(disagreement(judgement)).chain(all_blinded(judgement)).collect()
}

/// How much of the misfit a potency of their own takes from blinded and open rows, and the probability of that by chance alone.
fn apart_from_common(judgement: &Judgement) -> Option<(f64, f64)> {
    let (together, blinded, open) = (judgement.common.as_ref()?, judgement.blinded.as_ref()?, judgement.open.as_ref()?);
    Some(Support::disagreement(together, [blinded, open]))
}

/// Whether blinded and open rows cannot share one potency.
pub fn disagrees(judgement: &Judgement) -> bool {
    apart_from_common(judgement).is_some_and(|(_, probability)| probability < 0.05)
}

/// The same in words.
fn disagreement(judgement: &Judgement) -> Option<Message> {
    let (fall, probability) = apart_from_common(judgement)?;
    let text = if disagrees(judgement) {
        english(
            "blinded and open-label rows do not agree on one potency: with a separate potency for each the misfit \
             falls by {fall} (chance alone: p = {probability}), so do not rely on any range of a common potency",
        )
    } else {
        english(
            "blinded and open-label rows could share one potency: with a separate potency for each the misfit falls by \
             {fall} (chance alone: p = {probability})",
        )
    };
    let text = text.with("fall", format_args!("{fall:.1}"));
    Some(text.with("probability", format_args!("{probability:.4}")))
}

/// Whether one potency meets all blinded rows.
fn all_blinded(judgement: &Judgement) -> Option<Message> {
    let by_potency = &judgement.by_potency;
    let text = match (by_potency.blinded, by_potency.all_blinded.is_empty()) {
        (0, _) => return None,
        (_, true) => english("no potency meets all {rows} sham-blinded rows with cells"),
        (_, false) => english("potencies that meet all {rows} sham-blinded rows with cells: {met}"),
    };
    Some(text.with("rows", by_potency.blinded).with_said("met", ranges(&by_potency.all_blinded)))
}

/// Ranges of potency.
fn ranges(ranges: &[(f64, f64)]) -> Message {
    let said = english("{low} to {high}");
    let range =
        |(low, high): &(f64, f64)| said.with("low", format_args!("{low:.2}")).with("high", format_args!("{high:.2}"));
    Message::joined(ranges.iter().map(range), english(", "))
}

/// What a clinical row is for.
fn role_said(role: Role) -> Phrase {
    match role {
        Role::Fit => english("fit"),
        Role::Check => english("check"),
    }
}
