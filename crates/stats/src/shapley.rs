//! Exact Shapley values: how much of a whole each of a few players accounts for, whatever order they come in.
//!
//! A game gives every coalition of players a value. The Shapley value of a player is what it adds, averaged over all
//! orders in which the players can come together (Shapley 1953). The values sum to the value of all players minus that
//! of none, a player that never changes anything gets 0, and players that change the same get the same.

/// Most players: every coalition is looked at, and there are `2^n` of them.
pub const MOST_PLAYERS: u32 = 16;

/// The Shapley value of each player. Player `i` belongs to coalition `c` when bit `i` of `c` is set; `values[c]` is the
/// value of the coalition, in any unit, and so are the results.
///
/// None where the number of values is not `2^n` with `n` from 1 to [`MOST_PLAYERS`].
pub fn values(values: &[f64]) -> Option<Vec<f64>> {
    let players = values.len().checked_ilog2().filter(|players| (1..=MOST_PLAYERS).contains(players))?;
    if values.len() != 1 << players {
        return None;
    }
    let weights = weights(players);
    let value = |player: u32| {
        let without = (0..values.len()).filter(|coalition| coalition & (1 << player) == 0);
        without.fold(0.0, |sum, coalition| {
            let added = values[coalition | (1 << player)] - values[coalition];
            sum + weights[coalition.count_ones() as usize] * added
        })
    };
    Some((0..players).map(value).collect())
}

/// Share of the orders in which a player comes after exactly the players of one coalition, by their number `s`:
/// `s!·(n − 1 − s)!/n!`.
fn weights(players: u32) -> Vec<f64> {
    let factorial = |n: u32| (1..=n).fold(1.0, |product, k| product * f64::from(k));
    (0..players).map(|s| factorial(s) * factorial(players - 1 - s) / factorial(players)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The values of a game on the coalitions of `players`.
    fn game(players: u32, value: impl Fn(usize) -> f64) -> Option<Vec<f64>> {
        values(&(0..1 << players).map(value).collect::<Vec<_>>())
    }

    fn agree(found: Option<Vec<f64>>, expected: &[f64]) -> bool {
        found.is_some_and(|found| {
            found.len() == expected.len() && found.iter().zip(expected).all(|(a, b)| (a - b).abs() < 1e-12)
        })
    }

    #[test]
    fn the_glove_game_has_its_known_values() {
        // Player 0 has a left glove, players 1 and 2 a right one; a pair is worth 1.
        let pair = |coalition: usize| f64::from(u8::from(coalition & 1 == 1 && coalition > 1));
        assert!(agree(game(3, pair), &[2.0 / 3.0, 1.0 / 6.0, 1.0 / 6.0]));
    }

    #[test]
    fn the_airport_game_shares_each_stretch_among_those_who_need_it() {
        // A runway of 8, 11, 13 or 18: the longest that somebody needs is paid.
        let needs = [8.0, 11.0, 13.0, 18.0];
        let cost = |coalition: usize| {
            (0..4).filter(|player| coalition & (1 << player) != 0).map(|player| needs[player]).fold(0.0, f64::max)
        };
        assert!(agree(game(4, cost), &[2.0, 3.0, 4.0, 9.0]));
    }

    #[test]
    fn weighted_votes_have_their_known_power() {
        // Votes 4, 2, 1, 1 with a quota of 5.
        let votes = [4, 2, 1, 1];
        let wins = |coalition: usize| {
            let sum: i32 = (0..4).filter(|player| coalition & (1 << player) != 0).map(|player| votes[player]).sum();
            f64::from(u8::from(sum >= 5))
        };
        assert!(agree(game(4, wins), &[0.75, 1.0 / 12.0, 1.0 / 12.0, 1.0 / 12.0]));
    }

    #[test]
    fn values_sum_to_the_whole_and_who_changes_nothing_gets_nothing() {
        // Player 3 of 5 is in no term.
        let value = |c: usize| {
            let [a, b, d, e] = [0, 1, 2, 4].map(|player| f64::from(u8::from(c & (1 << player) != 0)));
            30.0 - 7.0 * a - 3.0 * b * d - 11.0 * a * e - 0.5 * d * e * b
        };
        let found = game(5, value);
        let sum: f64 = found.iter().flatten().sum();
        assert!((sum - (value(31) - value(0))).abs() < 1e-12);
        assert_eq!(found.map(|found| found[3]), Some(0.0));
    }

    #[test]
    fn other_numbers_of_values_are_no_game() {
        assert_eq!([0, 1, 3, 6, 31].map(|n| values(&vec![0.0; n])), [const { None }; 5]);
        assert_eq!(values(&[1.0, 4.0]), Some(vec![3.0]));
    }
}
