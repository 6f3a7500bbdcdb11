use super::*;

#[test]
fn every_parameter_comes_from_one_row_and_every_row_is_a_parameter() -> Result<(), LedgerError> {
    let ledger = Ledger::bundled()?;
    let defaults = values(&ledger.defaults()?)?;
    assert!(ledger.entries().iter().map(|entry| &entry.key).collect::<BTreeSet<_>>() == defaults.keys().collect());
    for entry in ledger.entries() {
        assert_eq!(defaults.get(&entry.key), Some(&entry.value), "{}", entry.key);
    }
    Ok(())
}

#[test]
fn values_lie_in_their_ranges_and_spreads() -> Result<(), LedgerError> {
    for entry in Ledger::bundled()?.entries() {
        assert!(entry.low <= entry.value && entry.value <= entry.high, "{}", entry.key);
        assert!(entry.low < entry.high, "{}", entry.key);
        assert!(!entry.description.is_empty() && !entry.source.is_empty() || entry.grade >= Grade::Recalled);
        if let Some((low, high)) = entry.distribution.and_then(|spread| spread.within) {
            assert!(low <= entry.low && entry.high <= high || entry.low <= low && high <= entry.high);
            assert!(low < entry.value && entry.value < high, "{}", entry.key);
        }
    }
    Ok(())
}

#[test]
fn a_published_grade_names_its_publication() -> Result<(), LedgerError> {
    for ledger in [Ledger::bundled()?, Ledger::of_observer()?] {
        for entry in ledger.entries().iter().filter(|entry| entry.grade < Grade::Recalled) {
            assert!(entry.source.contains("doi:10.") || entry.source.contains("PMID "), "{}", entry.key);
        }
    }
    Ok(())
}

#[test]
fn one_parameter_is_read_alone() -> Result<(), LedgerError> {
    let ledger = Ledger::bundled()?;
    let mut parameters = ledger.defaults()?;
    parameters.macrophage.m1_to_m2_rate = 0.1;
    assert_eq!(ledger.get(&parameters, "macrophage.m1_to_m2_rate")?, 0.1);
    assert!(ledger.get(&parameters, "macrophage.catheter").is_err());
    Ok(())
}

#[test]
fn faulty_rows_are_refused() {
    let head = "key,symbol,description,value,unit,low,high,distribution,grade,source,note\n";
    for (row, part) in [
        ("a.b,,x,1,parsec,0,2,,assumed,,", "unknown unit"),
        ("a.b,,x,3,um,0,2,,assumed,,", "does not hold"),
        ("a.b,,x,NaN,um,0,2,,assumed,,", "does not hold"),
        ("a.b,,x,1,um,0,2,beta 3,assumed,,", "is not like"),
        ("a.b,,x,1,um,0,2,,guessed,,", "cannot be read as a table"),
        ("ab,,x,1,um,0,2,,assumed,,", "section.name"),
        ("a.b,,x,1,um,0,2,,assumed,,\na.b,,x,1,um,0,2,,assumed,,", "is given twice"),
    ] {
        let read = Ledger::from_csv(&format!("{head}{row}\n"));
        let message = read.map_or_else(|error| error.to_string(), |_| "read".to_string());
        assert!(message.contains(part), "{row}: {message}");
    }
}
