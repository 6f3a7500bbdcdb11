//! Agent tables are structures of arrays: one column a property, one row an agent.

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
