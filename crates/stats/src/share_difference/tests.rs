use super::*;

const NONE: &str = "no difference";

/// Answers of patients by their four counts.
fn answers([both, first_only, second_only, neither]: [usize; 4]) -> [Vec<bool>; 2] {
    let first = [vec![true; both + first_only], vec![false; second_only + neither]].concat();
    let second = [vec![true; both], vec![false; first_only], vec![true; second_only], vec![false; neither]].concat();
    [first, second]
}

#[test]
fn unpaired_intervals_agree_with_newcombes_examples() -> Result<(), &'static str> {
    // The examples of Newcombe 1998, Stat Med 17:873, table II, method 10. The digits are from statsmodels 0.15.0,
    // confint_proportions_2indep(x1, n1, x2, n2, method="newcomb"), which rounds to those of the paper.
    for ([x1, n1, x2, n2], low, high) in [
        ([56, 70, 48, 80], 0.052_431_472_402_364_98, 0.333_872_654_036_906_14),
        ([9, 10, 3, 10], 0.170_522_723_934_502_9, 0.809_017_973_535_488),
        ([6, 7, 2, 7], 0.058_227_927_482_312_09, 0.806_249_637_524_227_8),
        ([5, 56, 0, 29], -0.038_137_147_903_536_936, 0.192_560_013_855_111_65),
        ([0, 10, 0, 20], -0.161_125_158_052_819_4, 0.277_532_799_862_889_26),
        ([0, 10, 0, 10], -0.277_532_799_862_889_26, 0.277_532_799_862_889_26),
        ([10, 10, 0, 20], 0.679_086_037_141_914_5, 1.0),
        ([10, 10, 0, 10], 0.607_509_350_430_524_1, 1.0),
    ] {
        let (a, b) = (Share { n: n1, hits: x1 }, Share { n: n2, hits: x2 });
        let found = unpaired(&a, &b, Coverage::NINETY_FIVE).ok_or(NONE)?;
        assert!((found.low - low).abs() < 1e-13 && (found.high - high).abs() < 1e-13, "{found:?}");
        let turned = unpaired(&b, &a, Coverage::NINETY_FIVE).ok_or(NONE)?;
        assert!((turned.low + high).abs() < 1e-13 && (turned.high + low).abs() < 1e-13, "{turned:?}");
        assert_eq!(found.n, [n1, n2]);
    }
    Ok(())
}

#[test]
fn paired_intervals_agree_with_newcombes_examples() -> Result<(), &'static str> {
    // Newcombe 1998, Stat Med 17:2635, table III, method 10, four digits as printed. Its row 1, 97, 1, 1 is left out:
    // by the paper's own definition methods 8 and 10 are the same there, but it prints 0.8737 for one and 0.8736 for
    // the other.
    for (counts, low, high) in [
        ([36, 12, 2, 0], 0.0569, 0.3404),
        ([20, 12, 2, 16], 0.0562, 0.3292),
        ([18, 12, 2, 18], 0.0562, 0.3290),
        ([36, 14, 0, 0], 0.1528, 0.4167),
        ([35, 14, 0, 1], 0.1461, 0.4175),
        ([18, 14, 0, 18], 0.1441, 0.3963),
        ([2, 97, 1, 0], 0.8721, 0.9854),
        ([0, 29, 1, 0], 0.6666, 0.9882),
        ([2, 98, 0, 0], 0.9178, 0.9945),
        ([1, 98, 0, 1], 0.9171, 0.9916),
        ([0, 30, 0, 0], 0.8395, 1.0),
        ([54, 0, 0, 0], -0.0664, 0.0664),
        ([53, 0, 0, 1], -0.0729, 0.0729),
        ([30, 0, 0, 24], -0.0358, 0.0358),
        ([29, 0, 0, 25], -0.0354, 0.0354),
        ([28, 0, 0, 26], -0.0352, 0.0352),
        ([27, 0, 0, 27], -0.0351, 0.0351),
    ] {
        let [a, b] = answers(counts);
        let found = paired(&a, &b, Coverage::NINETY_FIVE).ok_or(NONE)?;
        assert!((found.low - low).abs() < 5e-5 && (found.high - high).abs() < 5e-5, "{counts:?} {found:?}");
    }
    Ok(())
}

#[test]
fn paired_intervals_agree_with_an_independent_computation() -> Result<(), &'static str> {
    // The equations above in Python on proportion_confint(x, n, method="wilson") of statsmodels 0.15.0. The first row
    // is also an example of the R package contingencytables: -0.1186 to -0.0046.
    for (counts, low, high) in [
        ([59, 6, 16, 80], -0.118_621_195_638_709_99, -0.004_625_113_933_050_061),
        ([14, 5, 0, 22], 0.011_483_241_383_033_221, 0.226_492_684_351_211_2),
        ([12, 10, 20, 8], -0.389_385_947_213_828_6, 0.011_155_660_902_574_61),
        ([30, 0, 0, 0], -0.113_513_393_173_968_91, 0.113_513_393_173_968_91),
        ([600, 320, 250, 830], 0.011_619_524_985_052_73, 0.058_310_789_704_579_216),
    ] {
        let [a, b] = answers(counts);
        let found = paired(&a, &b, Coverage::NINETY_FIVE).ok_or(NONE)?;
        assert!((found.low - low).abs() < 1e-13 && (found.high - high).abs() < 1e-13, "{counts:?} {found:?}");
        let turned = paired(&b, &a, Coverage::NINETY_FIVE).ok_or(NONE)?;
        assert!((turned.low + high).abs() < 1e-13 && (turned.high + low).abs() < 1e-13, "{counts:?} {turned:?}");
    }
    Ok(())
}

#[test]
fn fishers_test_agrees_with_scipy() -> Result<(), &'static str> {
    // scipy 1.17.1: stats.fisher_exact([[x1, n1 - x1], [x2, n2 - x2]])[1]. The first is the lady tasting tea.
    for ([x1, n1, x2, n2], p) in [
        ([3, 4, 1, 4], 0.485_714_285_714_285_65),
        ([56, 70, 48, 80], 0.012_521_129_749_209_154),
        ([9, 10, 3, 10], 0.019_766_611_097_880_443),
        ([5, 56, 0, 29], 0.160_621_443_209_471_1),
        ([0, 10, 0, 20], 1.0),
        ([10, 10, 0, 20], 3.328_339_160_423_118e-8),
        ([7, 34, 1, 34], 0.054_400_130_495_065_674),
        ([420, 1000, 370, 1000], 0.024_976_220_141_731_623),
    ] {
        let (a, b) = (Share { n: n1, hits: x1 }, Share { n: n2, hits: x2 });
        let found = unpaired(&a, &b, Coverage::NINETY_FIVE).ok_or(NONE)?;
        assert!((found.p / p - 1.0).abs() < 1e-11, "{found:?}, not {p}");
        assert_eq!(found.test, ShareTest::FisherExact);
    }
    Ok(())
}

#[test]
fn mcnemars_test_agrees_with_statsmodels() -> Result<(), &'static str> {
    // statsmodels 0.15.0: mcnemar([[e, f], [g, h]], exact=True).pvalue.
    for (counts, p) in [
        ([14, 5, 0, 22], 0.0625),
        ([1, 1, 7, 12], 0.070_312_5),
        ([59, 6, 16, 80], 0.052_478_790_283_203_125),
        ([36, 12, 2, 0], 0.012_939_453_125),
        ([0, 29, 1, 0], 5.774_199_962_615_967e-8),
        ([53, 0, 0, 1], 1.0),
        ([600, 320, 250, 830], 0.003_813_204_131_724_199_4),
    ] {
        let [a, b] = answers(counts);
        let found = paired(&a, &b, Coverage::NINETY_FIVE).ok_or(NONE)?;
        assert!((found.p / p - 1.0).abs() < 1e-11, "{counts:?}: {found:?}, not {p}");
        assert_eq!(found.test, ShareTest::McNemarExact);
    }
    Ok(())
}

#[test]
fn large_arms_have_finite_tests() -> Result<(), &'static str> {
    let (a, b) = (Share { n: 200_000, hits: 150_000 }, Share { n: 200_000, hits: 50_000 });
    let found = unpaired(&a, &b, Coverage::NINETY_FIVE).ok_or(NONE)?;
    assert!(found.p == 0.0 && found.low > 0.0);
    let [a, b] = answers([0, 100_000, 100_000, 0]);
    let found = paired(&a, &b, Coverage::NINETY_FIVE).ok_or(NONE)?;
    assert!((found.p - 1.0).abs() < 1e-12 && found.low < 0.0 && 0.0 < found.high, "{found:?}");
    Ok(())
}

#[test]
fn what_cannot_be_estimated_is_none() {
    let (some, nobody) = (Share { n: 3, hits: 1 }, Share { n: 0, hits: 0 });
    assert_eq!(unpaired(&some, &nobody, Coverage::NINETY_FIVE), None);
    assert_eq!(unpaired(&nobody, &some, Coverage::NINETY_FIVE), None);
    assert_eq!(unpaired(&some, &Share { n: 3, hits: 4 }, Coverage::NINETY_FIVE), None);
    assert_eq!(paired(&[], &[], Coverage::NINETY_FIVE), None);
    let one = Share { n: 1, hits: 1 };
    assert_eq!([unpaired(&some, &one, Coverage::NINETY_FIVE), unpaired(&one, &some, Coverage::NINETY_FIVE)], [None; 2]);
    assert_eq!(unpaired(&one, &one, Coverage::NINETY_FIVE), None);
    assert_eq!(paired(&[true], &[false], Coverage::NINETY_FIVE), None);
    assert!(paired(&[true, true], &[false, true], Coverage::NINETY_FIVE).is_some());
    assert_eq!(paired(&[true], &[true, false], Coverage::NINETY_FIVE), None);
}
