//! The words of the page, its controls, and its colours.

use super::frame::{GLIA, KINDS};
use super::potency;
use super::settings::{
    CALM, CELLS, DAYS, EVERY, MONTHS, POTENCY_PARTS, PRESETS, Route, Settings, TIMES, VOXELS, months, on_day, said_calm,
};
use super::told::{self, in_both};
use admsc_model::SOURCE_HASH;
use admsc_model::observe::cells::CellKind;
use admsc_model::rules::microglia::Activity;
use admsc_model::rules::setup::Setup;
use admsc_scenario::language::{Message, Phrase, count, english};
use admsc_scenario::reading;
use admsc_study::palette::{self, Colour, ramp};
use serde_json::{Map, Value, json};

/// Version of the program.
pub const VERSION: &str = env!("CARGO_PKG_VERSION");

/// First digits of the hash of the model's sources.
pub fn model() -> &'static str {
    &SOURCE_HASH[..8]
}

/// Texts that the page puts into its places, by their names there.
const TEXTS: [(&str, Phrase); 117] = [
    ("title", english("Lab of injected stem cells and chronic pain")),
    ("explore", english("Explore")),
    ("predict", english("Predict")),
    ("lesson", english("Lesson")),
    ("trial", english("Trial")),
    (
        "trial_question",
        english(
            "The same treatment against sham, in patients who do not know which they got. Who reports that half of the pain is gone?",
        ),
    ),
    ("trial_patients", english("{number} patients")),
    ("trial_run", english("Run the trial")),
    ("trial_again", english("Another trial of this size")),
    ("trial_progress", english("{done} of {all} patients")),
    ("trial_change", english("change of reported pain, points")),
    ("trial_sham", english("with sham")),
    ("trial_cells", english("with cells")),
    (
        "trial_shares",
        english("more patients with half of the pain gone, cells minus sham, 95 % interval of each trial"),
    ),
    ("trial_half", english("filled: half of the pain gone")),
    ("trial_list", english("The patients")),
    ("trial_open", english("Open patient {number}")),
    ("trial_file", english("Scenario of this trial (admsc run trial.toml gives the same digest)")),
    ("controls", english("Settings")),
    ("run", english("Run {months}")),
    ("stop", english("Stop")),
    ("again", english("Play again")),
    ("play", english("Play")),
    ("pause", english("Pause")),
    ("day", english("day {day}")),
    ("time", english("Day")),
    ("speed", english("Days a second")),
    ("tissue", english("The tissue")),
    ("pain", english("Pain, 0 to 10 points (proxy)")),
    ("months", english("months")),
    ("inflammation", english("inflammation")),
    ("damage", english("damage")),
    ("central", english("central sensitisation")),
    ("treated", english("treated")),
    ("untreated", english("same patient, same luck, untreated")),
    ("untreated_short", english("untreated")),
    ("changed", english("The settings have changed: the curve is that of the settings before.")),
    ("preparing", english("{days} days of the tissue before day 0")),
    ("numbers", english("Numbers of this day")),
    ("legend", english("What is drawn")),
    ("lesion", english("lesion")),
    ("needle", english("needle")),
    ("vessels", english("vessels")),
    ("axons", english("axons, with their fronts")),
    ("map", english("map")),
    ("map_none", english("no map")),
    ("halved", english("half of the pain is gone")),
    ("split", english("left of the line: the same patient, untreated")),
    ("split_at", english("place of the line")),
    ("eight_first", english("Run, then eight lucks")),
    ("trial_low", english("A small trial, potency 0.3")),
    ("long", english("These settings take {time}. Run them, or the quick grade?")),
    ("long_run", english("Run")),
    ("long_quick", english("Quick grade")),
    ("hidden", english("Hidden until you have predicted: the button Predict leads there.")),
    ("other_length", english("The prediction of this code is for a run of another length: draw your own.")),
    ("key_ghost", english("G: compare with the same patient, untreated")),
    ("microglia", english("microglia of the spinal segment")),
    ("dice", english("Other luck")),
    ("eight", english("Eight lucks")),
    ("one_luck", english("One patient, one luck: others may end otherwise.")),
    ("reset", english("Back to the start")),
    ("share", english("Pass on")),
    ("menu", english("More")),
    ("projector", english("Projector")),
    ("close", english("Close")),
    ("clock", english("Clock")),
    ("clock_title", english("How fast is each process? Half-times of this run")),
    ("clock_waits", english("The untreated patient is not there yet.")),
    ("key_clock", english("C: clock of the processes")),
    ("copy", english("Copy")),
    ("no_code", english("This is no code, scenario or command of the Lab.")),
    ("seed_short", english("seed {seed}")),
    ("trial_base", english("This page is about one scenario; the trial needs one of the patients of the Lab.")),
    ("copied", english("Copied.")),
    ("save_copy", english("Save a copy of this Lab with these settings")),
    (
        "save_copy_why",
        english("The file opens anywhere with the settings as they are now: send it by mail, chat or stick."),
    ),
    ("link", english("Link")),
    (
        "link_none",
        english(
            "This page was opened from a file, so a link to it works on this machine only. Send the code, or a copy of the page.",
        ),
    ),
    ("code", english("Code of these settings")),
    ("code_open", english("Open a code or a scenario")),
    ("scenario", english("Scenario for the program (admsc run lab.toml gives the same digest)")),
    ("download_toml", english("Download the scenario")),
    ("download_png", english("Download a picture")),
    ("download_csv", english("Download the table of days")),
    ("digest", english("Digest")),
    ("same", english("The result is that of the sender (digest {digest}).")),
    ("same_other", english("Made with another version of the model; the result is the same (digest {digest}).")),
    ("other", english("Made with model {theirs}, this Lab has {ours}: the curve is not that of the sender.")),
    (
        "broken",
        english(
            "The same model gave another result than the sender's. This must never happen: please report both digests, {theirs} and {ours}.",
        ),
    ),
    (
        "footer",
        english(
            "A model's proxy, not a measurement and not medical advice. Potency is unknown; blinded trials are mostly null.",
        ),
    ),
    ("trust", english("How far can this be trusted?")),
    (
        "trust_1",
        english(
            "This is a model of tissue. Nothing here was measured in a patient: its parameters come from cells, animals and assumptions, and the pain is a proxy, not a report.",
        ),
    ),
    (
        "trust_2",
        english(
            "How strongly a cell acts (its potency) is not known. Blinded trials of such cells against pain are mostly null and fit a low potency; open series fit a high one. One potency does not explain both.",
        ),
    ),
    (
        "trust_3",
        english(
            "A potency of 1 is the optimistic end. With a tenth of it hardly any relief is left. Try both before you believe either.",
        ),
    ),
    (
        "trust_4",
        english(
            "Voxels of 50 µm are the quick grade. They give other cells another luck than voxels of 25 µm, and the same course in the mean.",
        ),
    ),
    ("keys", english("Keys")),
    ("key_run", english("R: run or stop")),
    ("key_play", english("Space: play or pause")),
    ("key_days", english("Arrow keys: a day back or on; with Shift a week")),
    ("key_dice", english(". (full stop): other luck")),
    ("key_language", english("L: language")),
    ("question", english("How will the pain go on? Draw it, from day 0 to the end.")),
    ("draw", english("Draw with finger, pen or mouse, or use the sliders.")),
    ("sliders", english("Sliders, one a month")),
    ("month", english("Month {month}: {points} points")),
    ("keep", english("Keep my prediction")),
    ("reveal", english("Reveal")),
    ("prediction", english("your prediction")),
    ("code_prediction", english("Code of your prediction, for the class")),
    ("class", english("Class: codes, one a line")),
    ("class_show", english("Show the class")),
    ("computing", english("The model is computing meanwhile: {percent} %")),
    ("failed", english("The model has stopped: {reason}")),
    ("wrong", english("These settings cannot be run:")),
    ("apply", english("Apply")),
    ("run_here", english("Run it here")),
];

/// What the page asks for once.
pub fn info() -> Value {
    let texts: Map<String, Value> =
        TEXTS.iter().map(|(name, text)| ((*name).to_owned(), in_both(&(*text).into()))).collect();
    let presets: Vec<&str> = PRESETS.iter().map(|preset| preset.name).collect();
    json!({
        "version": VERSION, "model": model(), "texts": texts, "presets": presets,
        "kinds": KINDS.map(|kind| in_both(&said_kind(kind).into())),
        "numbers": told::NUMBERS.map(|(name, _)| in_both(&name.into())),
        "colours": colours(),
        "tenths": (0..=100).map(|tenths| told::points(f64::from(tenths) / 10.0)).collect::<Vec<_>>(),
        "marks": marks(),
        "glia": GLIA.map(|activity| in_both(&said_glia(activity).into())),
    })
}

/// Marks of the axes, each a value and its words: points of pain, their change in a trial, and shares of patients.
fn marks() -> Value {
    let sign = |value: i32, said: String| match value {
        0 => said,
        _ if value > 0 => format!("+{said}"),
        _ => format!("−{said}"),
    };
    let points = (0..=5).map(|mark| json!([2 * mark, (2 * mark).to_string()]));
    let changes = (-4..=2).map(|mark: i32| json!([2 * mark, sign(mark, (2 * mark.abs()).to_string())]));
    let shares = (-2..=2).map(|mark: i32| json!([f64::from(mark) / 2.0, sign(mark, format!("{} %", 50 * mark.abs()))]));
    json!({ "points": points.collect::<Vec<_>>(), "changes": changes.collect::<Vec<_>>(), "shares": shares.collect::<Vec<_>>() })
}

/// The colours of the figures, as the page writes them.
fn colours() -> Value {
    let written = |[red, green, blue]: Colour| format!("#{red:02x}{green:02x}{blue:02x}");
    let causes = [palette::light(palette::STRUCTURE), palette::SENSITISATION, palette::light(palette::INFLAMING)];
    json!({
        "ramp": (0..ramp::LEVELS).map(|level| ramp::colour(level, ramp::TNF)).collect::<Vec<_>>(),
        "damage": written(causes[0]), "central": written(causes[1]), "inflammation": written(causes[2]),
        "ink": written(palette::INK), "grey": written(palette::GREY), "grid": written(palette::GRID),
        "neutral": written(palette::NEUTRAL), "inflaming": written(palette::INFLAMING), "resolving": written(palette::RESOLVING),
        "structure": written(palette::STRUCTURE), "admsc": written(palette::ADMSC), "vessel": written(palette::VESSEL),
        "sensitisation": written(palette::SENSITISATION), "prediction": written(palette::KINDS[3]),
    })
}

fn said_kind(kind: CellKind) -> Phrase {
    match kind {
        CellKind::M0 => english("M0, uncommitted macrophages"),
        CellKind::M1 => english("M1, inflaming macrophages"),
        CellKind::M2 => english("M2, resolving macrophages"),
        CellKind::TEffector => english("effector T cells"),
        CellKind::TRegulatory => english("regulatory T cells"),
        CellKind::Admsc => english("injected cells, alive"),
        CellKind::ApoptoticAdmsc => english("injected cells, dying"),
    }
}

fn said_glia(activity: Activity) -> Phrase {
    match activity {
        Activity::Resting => english("resting"),
        Activity::Reactive => english("reactive"),
        Activity::Resolving => english("resolving"),
    }
}

/// The controls with what they are set to; without a setup where the scenario cannot be read.
pub fn controls(settings: &Settings, setup: Option<&Setup>) -> Value {
    // That of the patient, whatever is set.
    let own = setup.filter(|_| settings.calm == 0).map(|setup| setup.parameters.sensitisation.central_decay_time);
    all(settings, own)
}

/// The only control of a scenario that the page was written with.
pub fn controls_of_base(settings: &Settings) -> Value {
    json!([{ "name": in_both(&english("Who, and which luck").into()), "controls": [seed(settings)] }])
}

fn seed(settings: &Settings) -> Value {
    json!({ "key": "s", "kind": "number", "name": in_both(&english("Luck (seed)").into()), "value": settings.seed.to_string() })
}

fn all(settings: &Settings, own_days: Option<f64>) -> Value {
    let presets = PRESETS.iter().map(|preset| (preset.name.to_owned(), Message::from(preset.said)));
    let routes = Route::ALL.map(|route| (route.word().to_owned(), Message::from(route.said())));
    let numbers = |all: &[u32], said: &dyn Fn(u32) -> Message| -> Vec<(String, Message)> {
        all.iter().map(|one| (one.to_string(), said(*one))).collect()
    };
    let cells =
        numbers(&CELLS, &|cells| if cells == 0 { english("none").into() } else { count(f64::from(cells) * 1e5) });
    let times = numbers(&TIMES, &|times| reading::times(times));
    let calm = numbers(&CALM, &|calm| match (calm, own_days) {
        (0, None) => english("as usual").into(),
        (calm, own) => said_calm(calm, own.unwrap_or_default()),
    });
    let parts: Vec<u32> = (0..=POTENCY_PARTS).collect();
    let flags = [settings.homing, settings.imprint, settings.regrowth];
    let mut what = vec![
        choice("c", "slider", english("Cells"), cells, settings.cells),
        choice("r", "radio", english("How"), routes.to_vec(), settings.route.word()),
        choice("n", "select", english("How often"), times, settings.times),
    ];
    if settings.times > 1 {
        what.push(choice("e", "select", english("Every"), numbers(&EVERY, &months), settings.every));
    }
    if settings.preset.cells == 0 {
        what.push(choice("a", "select", english("First dose on"), numbers(&DAYS, &on_day), settings.first_day));
    }
    let name = english("Potency of a cell (unknown)");
    let mut potency_of_a_cell = choice("q", "slider", name, numbers(&parts, &potency::said), settings.potency);
    potency_of_a_cell["marks"] = json!(potency::marks());
    what.push(potency_of_a_cell);
    let names = [
        english("cells find the lesion"),
        english("dying cells leave an imprint"),
        english("stalled axons grow again"),
    ];
    let switches = names.iter().zip(flags).enumerate().map(|(place, (name, is_on))| json!({ "key": "w", "place": place, "kind": "switch", "name": in_both(&(*name).into()), "on": is_on }));
    let mut what_if: Vec<Value> = switches.collect();
    what_if.push(choice("cd", "select", english("Central sensitisation decays in"), calm, settings.calm));
    let voxels = numbers(&VOXELS, &|voxel| match voxel {
        50 => english("quick, 50 µm").into(),
        _ => english("full, 25 µm").into(),
    });
    let who = vec![
        choice("b", "select", english("Patient"), presets.collect(), settings.preset.name),
        choice("h", "select", english("How long"), numbers(&MONTHS, &months), settings.months),
        choice("g", "select", english("Voxels"), voxels, settings.voxel_um),
        seed(settings),
        json!({ "key": "k", "kind": "text", "name": in_both(&english("More keys of a scenario, one a line: key = value").into()), "value": settings.more.join("\n") }),
    ];
    json!([
        { "name": in_both(&english("What is injected").into()), "controls": what },
        { "name": in_both(&english("What if …").into()), "controls": what_if },
        { "name": in_both(&english("Who, and which luck").into()), "controls": who },
    ])
}

/// A control with its options, of which one is set.
fn choice(key: &str, kind: &str, name: Phrase, options: Vec<(String, Message)>, value: impl ToString) -> Value {
    let options: Vec<Value> =
        options.iter().map(|(value, said)| json!({ "value": value, "said": in_both(said) })).collect();
    json!({ "key": key, "kind": kind, "name": in_both(&name.into()), "options": options, "value": value.to_string() })
}
