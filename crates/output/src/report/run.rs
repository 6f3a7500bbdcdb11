//! The report of a single run.

use super::Error;
use super::given::{Content, Given, or_dash, strength, treatments};
use super::lives::Lives;
use super::numbers::{Number, Numbers};
use super::page::{Block, Page, Table, head};
use super::sentence::{Sentence, own, sentence};
use admsc_scenario::language::{Language, Phrase, english};
use admsc_study::summary::{COUNTED_FROM, LOST, SMALLEST_RELIEF_POINTS, Summary};

/// Share of the largest relief whose loss by the end is told.
const PARTLY_LOST: f64 = 0.2;

/// The report of a run.
pub fn page(given: &Given<'_>) -> Page {
    let numbers = given.numbers();
    let setup = &given.scenario.setup;
    let is_treated = setup.possible_doses().any(|dose| dose.cells > 0.0);
    let again = (!setup.retreatments.is_empty()).then(|| given_again(numbers));
    let answer = answer(numbers, given.changes().into_iter().chain(again).collect());
    let design = treatments([("", Some(setup))], None);
    let limits =
        limits(is_treated, numbers.count("/lives")).into_iter().chain(is_treated.then(|| given.potency())).collect();
    given.page(Content { answer, tables: vec![visits(numbers)], design: vec![design, given.listing()], limits })
}

/// What is told first: what the lives come to, where there are several, then the one in detail.
fn answer(numbers: Numbers<'_>, again: Vec<Sentence>) -> Vec<Block> {
    let strength = strength(numbers);
    let course: Vec<Sentence> = course(numbers).into_iter().chain(again).collect();
    let causes = [causes(numbers), axons(numbers), cells(numbers)].into_iter().flatten().flatten().collect();
    let paragraphs = match Lives::of(numbers) {
        Some(lives) => {
            let all = lives.answer().into_iter().chain(strength).collect();
            [all, lives.in_detail().into_iter().chain(course).collect(), causes]
        }
        None => [course, strength.into_iter().collect(), causes],
    };
    paragraphs.into_iter().filter(|told: &Vec<Sentence>| !told.is_empty()).map(Block::Sentences).collect()
}

/// A visit's numbers.
fn number(numbers: Numbers<'_>, visit: usize, name: &str) -> Option<Number> {
    numbers.at(format!("/visits/{visit}/{name}"))
}

/// The last visit; none where there is only one.
fn last(numbers: Numbers<'_>) -> Option<usize> {
    numbers.count("/visits").checked_sub(1).filter(|last| *last > 0)
}

/// On which days treatment was given again.
fn given_again(numbers: Numbers<'_>) -> Sentence {
    let day = |row: usize| numbers.at(format!("/given_again/{row}/at_days")).map(|day| day.fixed(0));
    let times = numbers.count("/given_again");
    let (first, last) = (day(0), times.checked_sub(1).and_then(day));
    match (first, last) {
        (Some(first), Some(last)) if times > 1 => {
            let said = english(
                "Pain had returned: treatment was given again {number} times, first on day {first} and last on day {last}.",
            );
            sentence(said).put("number", own(times)).put("first", first).put("last", last)
        }
        (Some(first), _) => {
            sentence(english("Pain had returned: treatment was given again on day {day}.")).put("day", first)
        }
        _ => sentence(english("Pain never met the rule by which treatment is given again.")),
    }
}

/// How the pain of a run went and what became of its axons, in the sentences of its report.
///
/// # Errors
/// When a number has no form in JSON.
pub fn course_in_words(summary: &Summary, language: Language) -> Result<Vec<String>, Error> {
    let summary = serde_json::to_value(summary)?;
    let numbers = Numbers(&summary);
    let told = match Lives::of(numbers) {
        Some(lives) => lives.end().into_iter().collect(),
        None => course(numbers).into_iter().chain(axons(numbers).into_iter().flatten()).collect::<Vec<_>>(),
    };
    Ok(told.into_iter().map(|said| said.text(language)).collect())
}

/// How pain went.
fn course(numbers: Numbers<'_>) -> Vec<Sentence> {
    course_if_any(numbers)
        .unwrap_or_else(|| vec![sentence(english("The run has only one visit, so it shows no course over time."))])
}

fn course_if_any(numbers: Numbers<'_>) -> Option<Vec<Sentence>> {
    let last = last(numbers)?;
    let end = number(numbers, last, "vas_points")?;
    let last_day = number(numbers, last, "day")?;
    let late = numbers.at("/first_dose_day").zip(numbers.at("/first_dose_vas_points"));
    let (first_day, start) = match &late {
        Some((day, _)) if day.value >= last_day.value => {
            let none = sentence(english("No visit comes after the first dose, on day {day}."));
            return Some(vec![none.put("day", day.fixed(0))]);
        }
        Some((day, pain)) => (sentence(english("the first dose (day {day})")).put("day", day.fixed(0)), pain.clone()),
        None => (number(numbers, 0, "day")?.visit().into(), number(numbers, 0, "vas_points")?),
    };
    let last_day = last_day.visit();
    let [lowest, lowest_day] = [numbers.at("/lowest_vas_points")?, numbers.at("/lowest_vas_day")?];
    let relief = numbers.at("/largest_relief_points")?;
    let ends = |phrase: Phrase| {
        let ends = sentence(phrase).put("start", &start).put("first", first_day.clone());
        ends.put("end", &end).put("last", last_day.clone())
    };
    if relief.value < SMALLEST_RELIEF_POINTS {
        let since = late.as_ref().map_or(f64::NEG_INFINITY, |(day, _)| day.value);
        let change = unrelieved(numbers, since, &start, &end, ends)?;
        let told = sentence(english("The largest relief, {relief} points, is too small to distinguish from noise."));
        // None that is written as 0.0 is worth a sentence.
        let told = (relief.value >= 0.05).then(|| told.put("relief", &relief));
        return Some(std::iter::once(change).chain(told).collect());
    }
    let course = if end.value < start.value {
        ends(english("Pain fell from {start} points at {first} to {end} points at {last}."))
    } else {
        ends(english("Pain fell at first and rose again: {start} points at {first}, {end} points at {last}."))
    };
    let low = match numbers.at("/halved_day") {
        Some(half) => sentence(english(
            "It had halved by day {half} and was lowest on day {day}, with {lowest} points: a relief of {relief} points.",
        ))
        .put("half", half.fixed(0)),
        None => sentence(english(
            "It never halved: it was lowest on day {day}, with {lowest} points, a relief of {relief} points.",
        )),
    };
    let low = low.put("day", lowest_day.fixed(0)).put("lowest", &lowest).put("relief", &relief);
    let counted = late.map(|(day, _)| sentence(COUNTED_FROM).put("day", day.fixed(0)));
    let lasting = lasting(&relief, &end, numbers).put("last", last_day);
    Some([course, low].into_iter().chain(counted).chain([lasting]).collect())
}

/// How pain without relief went at the visits from a day on: whether it rose, and to where if it was not highest at the end. `ends` puts
/// the numbers of the first and the last visit into a phrase.
fn unrelieved(
    numbers: Numbers<'_>,
    since: f64,
    start: &Number,
    end: &Number,
    ends: impl Fn(Phrase) -> Sentence,
) -> Option<Sentence> {
    let at = |visit: usize| Some((number(numbers, visit, "day")?, number(numbers, visit, "vas_points")?));
    let visits = (0..numbers.count("/visits")).filter_map(at).filter(|(day, _)| day.value >= since);
    let (day, most) = visits.max_by(|a, b| a.1.value.total_cmp(&b.1.value))?;
    Some(if most.value - start.value < SMALLEST_RELIEF_POINTS {
        let said = english(
            "Pain rose by less than a point at the visits: it was {start} points at {first}, {most} points at {day} and {end} points at \
             {last}.",
        );
        match most.value > start.value.max(end.value) {
            true => ends(said).put("most", &most).put("day", day.visit()),
            false => ends(english(
                "Pain changed by less than a point at the visits: it was {start} points at {first} and {end} points at {last}.",
            )),
        }
    } else if most.value > end.value {
        let said = english(
            "Pain rose from {start} points at {first} to {most} points at {day}, and was {end} points at {last}.",
        );
        ends(said).put("most", &most).put("day", day.visit())
    } else {
        ends(english("Pain rose: it was {start} points at {first} and {end} points at {last}."))
    })
}

/// Whether the relief was still there at the end.
fn lasting(relief: &Number, end: &Number, numbers: Numbers<'_>) -> Sentence {
    let lowest = numbers.at("/lowest_vas_points").map_or(end.value, |lowest| lowest.value);
    let lost = (end.value - lowest) / relief.value;
    sentence(if lost >= 1.0 {
        english("The effect did not last: by {last} all of the relief was lost again.")
    } else if lost >= LOST {
        english("The effect did not last: by {last} at least half of the largest relief was lost again.")
    } else if lost >= PARTLY_LOST {
        english("Part of the relief was lost again by {last}.")
    } else {
        english("The relief was still there at {last}.")
    })
}

/// What the pain comes from.
fn causes(numbers: Numbers<'_>) -> Option<Vec<Sentence>> {
    let last = last(numbers)?;
    let share = |visit, name| number(numbers, visit, name).map(|share| share.percent());
    let names = ["inflammation_share", "damage_share", "central_share"];
    let all = |visit| Some([share(visit, names[0])?, share(visit, names[1])?, share(visit, names[2])?]);
    let [first_inflammation, first_damage, first_central] = all(0)?;
    let [inflammation, damage, central] = all(last)?;
    let shares = sentence(english(
        "At {first} inflammation caused {first_inflammation} of the pain, structural damage {first_damage} and central \
         sensitisation {first_central}; at {last} the shares were {inflammation}, {damage} and {central}.",
    ));
    let shares =
        shares.put("first", number(numbers, 0, "day")?.visit()).put("last", number(numbers, last, "day")?.visit());
    let shares = shares.put("first_inflammation", first_inflammation).put("first_damage", first_damage);
    let shares = shares.put("first_central", first_central).put("inflammation", inflammation);
    let mut sentences = vec![shares.put("damage", damage).put("central", central)];
    let most = [
        english("What is left comes mostly from inflammation."),
        english("What is left comes mostly from structural damage."),
        english("What is left comes mostly from central sensitisation."),
    ];
    let is_most = |name: &&str| number(numbers, last, name).is_some_and(|share| share.value > 0.5);
    let in_pain = number(numbers, last, "vas_points")?.value >= SMALLEST_RELIEF_POINTS;
    let largest = names.iter().position(is_most).filter(|_| in_pain);
    sentences.extend(largest.map(|cause| sentence(most[cause])));
    Some(sentences)
}

/// What became of the axons, where there are any.
fn axons(numbers: Numbers<'_>) -> Option<Vec<Sentence>> {
    let last = last(numbers)?;
    let all = numbers.at("/axons_count").filter(|all| all.value > 0.0)?;
    let [before, after] = [number(numbers, 0, "axons_arrived_count")?, number(numbers, last, "axons_arrived_count")?];
    let at = |visit: usize| Some((number(numbers, visit, "day")?, number(numbers, visit, "axons_arrived_count")?));
    let fewest = (0..last).filter_map(at).min_by(|a, b| a.1.value.total_cmp(&b.1.value));
    let fewest = fewest.filter(|(_, fewest)| fewest.value < before.value.min(after.value));
    let phrase = if fewest.is_some() {
        english("Of {all} axons {before} were at their target at {first}, {fewest} at {day} and {after} at {last}.")
    } else if after.value != before.value {
        english("Of {all} axons {before} were at their target at {first} and {after} at {last}.")
    } else {
        english(
            "No further axon reached its target: of {all} axons {before} were there at {first} and {after} at {last}.",
        )
    };
    let said = sentence(phrase).put("all", all.fixed(0)).put("before", before.fixed(0)).put("after", after.fixed(0));
    let said = match fewest {
        Some((day, fewest)) => said.put("fewest", fewest.fixed(0)).put("day", day.visit()),
        None => said,
    };
    Some(vec![said.put("first", number(numbers, 0, "day")?.visit()).put("last", number(numbers, last, "day")?.visit())])
}

/// When the injected cells were gone, where there were any at a visit.
fn cells(numbers: Numbers<'_>) -> Option<Vec<Sentence>> {
    let last = last(numbers)?;
    let alive = |visit: usize| number(numbers, visit, "admsc_alive_cells").map_or(0.0, |cells| cells.value);
    let seen = (0..=last).rev().find(|visit| alive(*visit) > 0.0)?;
    let day = |visit: usize| Some(number(numbers, visit, "day")?.visit());
    Some(vec![if seen == last {
        let said = sentence(english("{cells} injected cells were still alive in the window at {last}."));
        said.put("cells", number(numbers, last, "admsc_alive_cells")?.fixed(0)).put("last", day(last)?)
    } else {
        let said = match seen + 1 == last {
            true => english("At {gone} no injected cell was alive in the window any more."),
            false => english("At {gone} and at later visits no injected cell was alive in the window."),
        };
        sentence(said).put("gone", day(seen + 1)?)
    }])
}

/// The state at every visit.
fn visits(numbers: Numbers<'_>) -> Table {
    let lives = Lives::of(numbers);
    let row = |visit: usize| {
        let fixed = |name, places| or_dash(number(numbers, visit, name).map(|number| number.fixed(places)));
        let percent = |name| or_dash(number(numbers, visit, name).map(|number| number.percent()));
        let mut cells = vec![or_dash(number(numbers, visit, "day").map(|day| day.visit())), fixed("vas_points", 1)];
        cells.extend(lives.iter().flat_map(|lives| lives.cells(visit)));
        cells.extend([
            percent("inflammation_share"),
            percent("damage_share"),
            percent("central_share"),
            percent("function_fraction"),
            fixed("admsc_alive_cells", 0),
            fixed("m1_cells", 0),
            fixed("m2_cells", 0),
            fixed("axons_arrived_count", 0),
        ]);
        cells
    };
    let mut columns = vec![(english("visit"), false), (english("VAS"), true)];
    columns.extend(lives.iter().flat_map(Lives::head));
    columns.extend([
        (english("inflammation"), true),
        (english("damage"), true),
        (english("central"), true),
        (english("function"), true),
        (english("ADMSC alive"), true),
        (english("M1"), true),
        (english("M2"), true),
        (english("axons arrived"), true),
    ]);
    let caption =
        english("The visits: pain in points of 0 to 10, the shares of its causes, function, and cells in the window");
    Table { caption: caption.into(), head: head(columns), rows: (0..numbers.count("/visits")).map(row).collect() }
}

fn limits(is_treated: bool, lives: usize) -> Vec<Sentence> {
    if lives > 0 {
        return vec![sentence(english(
            "This is one patient in several lives; another patient may have a different course.",
        ))];
    }
    let one = sentence(english(
        "This is one patient and one random seed; another patient or another seed may have a different course.",
    ));
    let alone = sentence(english(
        "Without a run of the same patient untreated, this run does not show how much of the change the cells caused; \
         admsc compare compares the two.",
    ));
    std::iter::once(one).chain(is_treated.then_some(alone)).collect()
}

#[cfg(test)]
mod tests;
