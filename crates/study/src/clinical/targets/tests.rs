use super::*;

const HEAD: &str =
    "id,indication,study,doi,product,model_arm,dose,observer,visit_day,estimator,value,low,high,n,role,status,note\n";

fn read(row: &str) -> Result<Vec<Target>, TargetsError> {
    from_csv("own.csv", &format!("{HEAD}{row}\n"))
}

#[test]
fn a_dose_on_or_after_the_day_of_its_visit_is_refused() {
    let row = |dose: &str| {
        format!(
            "id,indication,study,doi,product,model_arm,dose,observer,visit_day,estimator,value,low,high,n,role,status,note\n\
             a,disc,S,,cells,discogenic-single,{dose},open,30,mean VAS,3,2,4,9,fit,,\n"
        )
    };
    for late in ["18e6 local days 40", "18e6 local days 30", "2 x 18e6 at 30 and 60 d"] {
        let message = from_csv("t.csv", &row(late)).map_or_else(|error| error.to_string(), |_| "read".into());
        assert!(message.contains("a dose before the visit"), "{late}: {message}");
    }
    assert!(from_csv("t.csv", &row("2 x 18e6 at 0 and 60 d")).is_ok(), "the first dose is before the visit");
}

#[test]
fn the_bundled_table_is_read_whole() -> Result<(), TargetsError> {
    let targets = bundled()?;
    assert_eq!(targets.len(), BUNDLED.lines().count() - 1);
    let of = |id: &str| targets.iter().find(|target| target.id == id);
    assert!(of("disc-respine").is_some_and(|row| row.model_arms.minus.as_deref() == Some("discogenic-sham")));
    assert!(of("ra-3m-active").is_some_and(|row| row.model_arms.arm == "rheumatoid-cx611" && row.n == Some(46)));
    assert!(of("duration-disc").is_some_and(|row| row.days() == [180, 365] && row.n.is_none()));
    assert!(of("neuro-caviggioli-ctl").is_some_and(|row| !row.has_cells() && row.observer == Mode::Untreated));
    // Every estimator and both roles occur, so that none is untried.
    for (estimator, name) in Estimator::ALL {
        assert!(targets.iter().any(|target| target.estimator == estimator), "{name}");
    }
    Ok(())
}

#[test]
fn doses_are_read_as_they_are_written() -> Result<(), &'static str> {
    let cells = |text: &str| -> Vec<f64> {
        Dosing::parse(text).map_or(Vec::new(), |dosing| dosing.amounts.iter().map(|amount| amount.cells).collect())
    };
    assert_eq!(cells("18e6 local"), [18e6]);
    assert_eq!(cells("20e6 and 40e6 local"), [20e6, 40e6]);
    assert_eq!(cells("1-4e6/kg iv days 1 8 15"), [1e6, 2e6, 4e6]);
    let infusion = Dosing::parse("1-4e6/kg iv days 1 8 15").ok_or("not read")?;
    assert!(infusion.way == Way::Vein && infusion.amounts.iter().all(|amount| amount.per_kg));
    assert_eq!(infusion.days, [1.0, 8.0, 15.0]);
    let twice = Dosing::parse("2 x 18e6 at 0 and 180 d").ok_or("not read")?;
    assert_eq!((twice.way, twice.days.as_slice(), twice.amounts.len()), (Way::Local, [0.0, 180.0].as_slice(), 1));
    for wrong in ["18e6", "local", "0 local", "-1e6 local", "3 x 1e6 at 0 and 1 d", "4-1e6 iv", "1e6 iv days 8 1", "x"]
    {
        assert_eq!(Dosing::parse(wrong), None, "{wrong}");
    }
    Ok(())
}

#[test]
fn faults_name_line_and_column_and_all_are_told() {
    let good = "a,disc,S,,fat,x,18e6 local,open,30,mean VAS,3,2,4,9,fit,found,";
    assert!(read(good).is_ok());
    for (from, to, column, part) in [
        ("18e6 local", "many", "dose", "\"many\" is not a dose"),
        ("open", "blind", "observer", "one of open"),
        (",30,", ",0,", "visit_day", "1 to 36525"),
        ("mean VAS", "VAS", "estimator", "\"mean VAS change\""),
        ("mean VAS", "mean VAS difference", "model_arm", "SCENARIO minus SCENARIO"),
        ("3,2,4", "3,x,4", "low", "not a number"),
        ("3,2,4", "3,4,5", "low", "does not contain 3"),
        ("3,2,4", "30,2,4", "value", "from 0 to 10"),
        (",9,", ",-9,", "n", "1 or more"),
        ("fit", "fitted", "role", "fit or check"),
    ] {
        let message = read(&good.replacen(from, to, 1)).map_or_else(|error| error.to_string(), |_| "read".into());
        let place = format!("own.csv, line 2, column {column}: ");
        assert!(message.starts_with(&place) && message.contains(part), "{from} → {to}: {message}");
    }
    let two = format!("{}\n{}", good.replacen("open", "blind", 1), good.replacen("fit", "f", 1));
    let message = read(&two).map_or_else(|error| error.to_string(), |_| "read".into());
    assert!(message.contains("line 2, column observer") && message.contains("line 3, column role"), "{message}");
    assert!(message.contains("is given twice"), "{message}");
    // A row with a cell too few does not hide what is wrong with another.
    let ragged = format!("{}\n{}", good.trim_end_matches(','), good.replacen("fit", "f", 1).replacen("a,", "b,", 1));
    let message = read(&ragged).map_or_else(|error| error.to_string(), |_| "read".into());
    assert!(message.contains("line 2, column id: the row has 16 cells") && message.contains("line 3"), "{message}");
    let semicolons =
        from_csv("own.csv", &HEAD.replace(',', ";")).map_or_else(|error| error.to_string(), |_| "read".into());
    assert!(semicolons.contains("separated by semicolons; expected commas"), "{semicolons}");
    assert!(matches!(from_csv("own.csv", "id,study\n"), Err(TargetsError::Table { .. })));
    assert!(matches!(from_csv("own.csv", HEAD), Err(TargetsError::Empty(_))));
}

#[test]
fn products_and_blinded_comparisons_are_counted() -> Result<(), Box<dyn std::error::Error>> {
    let targets = bundled()?;
    let products = Products::from_targets(&targets);
    assert_eq!(products.autologous_admsc, 1, "Kumar 2017 alone");
    let all = [
        products.autologous_admsc,
        products.fat_graft,
        products.allogeneic,
        products.stromal_vascular_fraction,
        products.mixed,
        products.without_cells,
    ];
    assert_eq!(all.iter().sum::<usize>(), targets.len());
    let contrasts = blinded_contrasts(&targets);
    let of = |id: &str| contrasts.iter().find(|contrast| contrast.ids[0] == id);
    assert!(of("disc-respine").is_some_and(|found| found.is_null() && found.difference == 0.05));
    // −1.2 (−2.2, −0.2) against −1.3 (−2.1, −0.5): 0.1 − √(1² + 0.8²) and 0.1 + √(1² + 0.8²).
    let fat = of("neuro-phn-rct").ok_or("no contrast")?;
    assert!((fat.low - (0.1 - 1.64_f64.sqrt())).abs() < 1e-12 && (fat.high - (0.1 + 1.64_f64.sqrt())).abs() < 1e-12);
    assert!(of("disc-zhang-vas").is_none(), "an open series compares nobody");
    Ok(())
}
