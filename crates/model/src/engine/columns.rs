//! Agent tables are structures of arrays: one column a property, one row an agent.

use serde::{Deserialize, Serialize};

/// How many agents a table has seen. No result depends on it: it is there to be held to what is there.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Turnover {
    /// Agents that came.
    pub entered: u64,
    /// Agents that went.
    pub left: u64,
}

impl Turnover {
    /// Counts what [`retain`] takes away.
    pub fn count(&mut self, keep: &[bool]) {
        self.left += keep.iter().filter(|keep| !**keep).count() as u64;
    }
}

/// Keeps the items whose row is marked, in order.
pub fn retain<T>(column: &mut Vec<T>, keep: &[bool]) {
    let mut row = 0;
    column.retain(|_| {
        row += 1;
        keep[row - 1]
    });
}

#[cfg(test)]
mod tests {
    #[test]
    fn retained_rows_keep_their_order() {
        let mut column = vec!['a', 'b', 'c', 'd'];
        super::retain(&mut column, &[true, false, true, true]);
        assert_eq!(column, ['a', 'c', 'd']);
    }
}
