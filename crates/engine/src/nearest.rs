//! The known word that a misspelt one is nearest to.

/// Longer words are not compared: no known one is so long.
const LONGEST: usize = 64;

/// The word of `known` that `word` was most likely meant to be; the first of several that are equally near, `None` if none
/// is near enough to be worth a guess.
pub(crate) fn nearest<'k>(word: &str, known: impl IntoIterator<Item = &'k str>) -> Option<&'k str> {
    if word.len() > LONGEST {
        return None;
    }
    let word = word.to_lowercase();
    let near = |candidate: &'k str| {
        let steps = distance(word.as_bytes(), candidate.as_bytes());
        (steps * 3 <= candidate.len()).then_some((steps, candidate))
    };
    let ranked = known.into_iter().filter_map(near);
    ranked.min_by_key(|(steps, _)| *steps).map(|(_, candidate)| candidate)
}

/// How many bytes have to be put in, taken out or changed to make one word of the other.
fn distance(one: &[u8], other: &[u8]) -> usize {
    let mut row: Vec<usize> = (0..=other.len()).collect();
    for (at, byte) in one.iter().enumerate() {
        let mut diagonal = std::mem::replace(&mut row[0], at + 1);
        for (column, candidate) in other.iter().enumerate() {
            let changed = diagonal + usize::from(byte != candidate);
            diagonal = row[column + 1];
            row[column + 1] = changed.min(diagonal + 1).min(row[column] + 1);
        }
    }
    row[other.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_is_guessed_and_anything_else_is_not() {
        let known = ["concurrent-map-writes", "concurrent-map-read-and-map-write", "unused-ignore"];
        assert_eq!(nearest("concurent-map-write", known), Some("concurrent-map-writes"));
        assert_eq!(nearest("Concurrent-Map-Writes", known), Some("concurrent-map-writes"));
        assert_eq!(nearest("unused-ignores", known), Some("unused-ignore"));
        assert_eq!(nearest("errcheck", known), None);
        assert_eq!(nearest("", known), None);
        assert_eq!(nearest(&"concurrent-map-writes".repeat(10), known), None);
    }

    #[test]
    fn distances_are_counted_in_steps() {
        for (one, other, steps) in [("", "", 0), ("a", "", 1), ("", "ab", 2), ("kitten", "sitting", 3), ("flaw", "lawn", 2)] {
            assert_eq!(distance(one.as_bytes(), other.as_bytes()), steps, "{one} {other}");
        }
    }
}
