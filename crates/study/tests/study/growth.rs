//! A study grows: what is added is computed, what was there is not, and the results are those of the study computed at once.

use std::collections::BTreeMap;
use std::sync::Mutex;

use crate::small::{DISC, Memory, THREE_ARMS};
use admsc_scenario::reading::load_str;
use admsc_scenario::reading::study::Study;
use admsc_study::trial::tables::patient_rows;
use admsc_study::trial::{BlockStore, EnrolledPatient, Part, PreparedStudy, analyse, digest, members, run};

/// Courses that outlive a study, and blocks that do not.
#[derive(Default)]
struct Growing {
    courses: Mutex<BTreeMap<String, Vec<u8>>>,
    blocks: Memory,
}

impl BlockStore for Growing {
    fn load(&self, block: u32) -> Option<Vec<u8>> {
        self.blocks.load(block)
    }

    fn keep(&self, block: u32, bytes: &[u8]) -> Result<(), String> {
        self.blocks.keep(block, bytes)
    }

    fn load_course(&self, key: &str) -> Option<Vec<u8>> {
        self.courses.lock().unwrap().get(key).cloned()
    }

    fn keep_course(&self, key: &str, bytes: &[u8]) -> Result<(), String> {
        let before = self.courses.lock().unwrap().insert(key.to_owned(), bytes.to_vec());
        assert!(before.is_none(), "a course is computed twice");
        Ok(())
    }
}

/// The study of the small disc: the sections that come before its arms, more arms, patients, visits.
#[derive(Clone, Copy)]
struct Asked<'a> {
    sections: &'a str,
    arms: &'a str,
    patients: u32,
    visits: &'a str,
    trial: &'a str,
}

const SMALL: Asked<'_> =
    Asked { sections: "", arms: "", patients: 8, visits: r#""0 d", "30 d""#, trial: "potency = [1.0]\n" };

impl Asked<'_> {
    fn study(self) -> Study {
        let Asked { sections, arms, patients, visits, trial } = self;
        let text = format!(
            "{DISC}{THREE_ARMS}{arms}{sections}[population]\nn = {patients}\n[trial]\nvisits = [{visits}]\n{trial}"
        );
        let read = load_str("mine.toml", &text, &[]).unwrap_or_else(|errors| panic!("{errors}"));
        read.study.unwrap()
    }
}

/// Digest and patients of a study.
fn results(study: &Study, store: &Growing) -> (String, Vec<EnrolledPatient>) {
    store.blocks.0.lock().unwrap().clear();
    let people = PreparedStudy::new(study).unwrap();
    run(&people, Part::WHOLE, 2, store, |_| {}).unwrap();
    let patients = patient_rows(&people, members(&people, store).unwrap()).unwrap();
    let analysis = analyse(&people, members(&people, store).unwrap()).unwrap();
    let all = members(&people, store).unwrap().map(Result::unwrap).collect();
    (digest(&people, store, &patients, &analysis).unwrap(), all)
}

/// What is kept after a study, before and after it has grown; its bytes are held to those of the grown study at once.
fn grown(first: Asked<'_>, then: Asked<'_>) -> [usize; 2] {
    let (store, at_once) = (Growing::default(), Growing::default());
    let number = || store.courses.lock().unwrap().len();
    results(&first.study(), &store);
    let before = number();
    let study = then.study();
    assert_eq!(results(&study, &store), results(&study, &at_once));
    [before, number()]
}

/// Courses and pains of day 0 that so many patients have under so many treatments.
fn pieces(people: &[EnrolledPatient], courses: usize) -> usize {
    people.iter().map(|patient| patient.screened as usize + courses).sum()
}

#[test]
fn of_twelve_patients_after_eight_four_are_computed() {
    let twelve = Asked { patients: 12, ..SMALL };
    let all = results(&twelve.study(), &Growing::default()).1;
    assert_eq!(grown(SMALL, twelve), [pieces(&all[..8], 3), pieces(&all, 3)]);
    // A block that was not full is none of a larger study.
    assert_eq!(
        grown(Asked { patients: 2, ..SMALL }, Asked { patients: 3, ..SMALL }),
        [2, 3].map(|n| pieces(&all[..n], 3))
    );
}

#[test]
fn another_visit_computes_nothing() {
    let few = Asked { patients: 3, ..SMALL };
    for trial in
        [SMALL.trial, "potency = [1.0]\nother_draws = true\n", "allocation = \"parallel\"\nobserver = \"open\"\n"]
    {
        let few = Asked { trial, ..few };
        let [before, after] = grown(few, Asked { visits: r#""0 d", "7 d", "12 d", "30 d""#, ..few });
        assert_eq!(before, after, "{trial}");
    }
}

#[test]
fn another_arm_computes_its_own_courses() {
    let few = Asked { patients: 3, ..SMALL };
    let arms = "[[arm]]\nname = \"late\"\ndose = [{ at = \"10 d\", cells = 6e6 }]\n";
    let [before, after] = grown(few, Asked { arms, ..few });
    assert_eq!(after - before, 3);
    // Of another potency those of the two arms with cells: sham does not read it.
    let [before, after] = grown(few, Asked { trial: "potency = [1.0, 0.3]\n", ..few });
    assert_eq!(after - before, 2 * 3);
}

#[test]
fn another_point_of_a_sweep_computes_its_own_courses() {
    let few = Asked { patients: 3, sections: "[sweep.grid]\n\"stem_cell.half_life\" = [\"2 d\"]\n", ..SMALL };
    let more = Asked { sections: "[sweep.grid]\n\"stem_cell.half_life\" = [\"2 d\", \"5 d\"]\n", ..few };
    let [before, after] = grown(few, more);
    assert_eq!(after - before, 2 * 3);
}
