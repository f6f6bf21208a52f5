//! Holds rows of the analyser against rows of go/types.

use super::dumper::{GoRow, GoRows};
use super::ours::TypeRow;
use std::collections::BTreeMap;

/// A line of the table. Operands have two: there are few maps among them.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(crate) enum Figure {
    /// Operands that are maps.
    Maps,
    /// Operands that are something else.
    Others,
    /// Static calls.
    Callees,
    /// Fields.
    Fields,
    /// Methods of locks.
    Locks,
    /// Interface methods.
    Interfaces,
    /// Function literals.
    Literals,
}

impl Figure {
    /// In the order of the table.
    pub(crate) const ALL: [Figure; 7] =
        [Figure::Maps, Figure::Others, Figure::Callees, Figure::Fields, Figure::Locks, Figure::Interfaces, Figure::Literals];

    fn of(kind: char, value: &str) -> Figure {
        match kind {
            'a' if value == "map" => Figure::Maps,
            'a' => Figure::Others,
            'b' => Figure::Callees,
            'c' => Figure::Fields,
            'd' => Figure::Locks,
            'e' => Figure::Interfaces,
            _ => Figure::Literals,
        }
    }
}

/// What came of one row.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Verdict {
    /// Both say the same.
    Agreed,
    /// The analyser says something else.
    Wrong,
    /// The analyser says nothing.
    Unknown,
}

/// How many rows came out how.
#[derive(Clone, Copy, Default, PartialEq, Eq, Debug)]
pub(crate) struct Counts {
    pub(crate) agreed: u64,
    pub(crate) wrong: u64,
    pub(crate) unknown: u64,
    /// Rows of the analyser, in files that both saw, at places of which go/types says no such thing.
    pub(crate) only_ours: u64,
}

impl Counts {
    /// The rows of go/types.
    pub(crate) fn total(&self) -> u64 {
        self.agreed + self.wrong + self.unknown
    }

    fn add(&mut self, verdict: Verdict) {
        *match verdict {
            Verdict::Agreed => &mut self.agreed,
            Verdict::Wrong => &mut self.wrong,
            Verdict::Unknown => &mut self.unknown,
        } += 1;
    }
}

/// A row that is not agreed.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Disagreement {
    pub(crate) file: String,
    pub(crate) kind: char,
    pub(crate) start: u32,
    pub(crate) theirs: String,
    /// `?` if there is none.
    pub(crate) ours: String,
    pub(crate) verdict: Verdict,
}

/// What came of all rows.
#[derive(Default)]
pub(crate) struct Comparison {
    pub(crate) counts: BTreeMap<Figure, Counts>,
    /// Rows that are not agreed, by file and kind.
    pub(crate) bad: BTreeMap<String, BTreeMap<char, u64>>,
    /// Files of which go/types says something.
    pub(crate) files: u64,
    /// Those of them of which the analyser says nothing at all.
    pub(crate) unseen: u64,
    /// Whether rows that mention dependencies are left out.
    pub(crate) hides: bool,
    /// The rows that are left out.
    pub(crate) left_out: u64,
    /// The rows of the kind that was asked for, by file and place.
    pub(crate) listed: Vec<Disagreement>,
}

/// What a row is about. Only operands have an end: several may begin at one place.
type Key = (char, u32, u32);

fn key(kind: char, start: u32, end: u32) -> Key {
    (kind, start, if kind == 'a' { end } else { 0 })
}

/// Our rows of one file, sorted by key.
struct Ours {
    rows: Vec<(Key, String)>,
}

impl Ours {
    fn new(mut rows: Vec<(Key, String)>) -> Ours {
        rows.sort();
        // Code that is lowered more than once gives a row each time.
        rows.dedup();
        Ours { rows }
    }

    fn at(&self, key: Key) -> &[(Key, String)] {
        let begin = self.rows.partition_point(|row| row.0 < key);
        let len = self.rows[begin..].partition_point(|row| row.0 == key);
        &self.rows[begin..begin + len]
    }
}

/// Compares file by file. The rows of kind `listed` that are not agreed are kept.
pub(crate) fn compare(theirs: &GoRows, ours: Vec<TypeRow>, hides: bool, listed: Option<char>) -> Comparison {
    let mut by_file: BTreeMap<String, Vec<(Key, String)>> = BTreeMap::new();
    for TypeRow { file, kind, start, end, value } in ours {
        by_file.entry(file).or_default().push((key(kind, start, end), value));
    }
    let mut comparison = Comparison { hides, ..Comparison::default() };
    for (file, rows) in theirs {
        let ours = by_file.remove(file).map(Ours::new);
        comparison.file(file, rows, ours.as_ref(), listed);
    }
    comparison
}

impl Comparison {
    fn file(&mut self, file: &str, theirs: &[GoRow], ours: Option<&Ours>, listed: Option<char>) {
        self.files += 1;
        self.unseen += u64::from(ours.is_none());
        let begin = self.listed.len();
        for row in theirs {
            if self.hides && row.hidden {
                self.left_out += 1;
                continue;
            }
            let (verdict, said) = judge(row, ours);
            self.counts.entry(Figure::of(row.kind, &row.value)).or_default().add(verdict);
            if verdict == Verdict::Agreed {
                continue;
            }
            *self.bad.entry(file.to_owned()).or_default().entry(row.kind).or_default() += 1;
            if listed == Some(row.kind) {
                let (theirs, ours) = (row.value.to_string(), said.unwrap_or("?").to_owned());
                self.listed.push(Disagreement { file: file.to_owned(), kind: row.kind, start: row.start, theirs, ours, verdict });
            }
        }
        self.listed[begin..].sort_by(|one, two| (one.start, &one.theirs).cmp(&(two.start, &two.theirs)));
        if let Some(ours) = ours {
            self.only_ours(theirs, ours);
        }
    }

    fn only_ours(&mut self, theirs: &[GoRow], ours: &Ours) {
        let mut known: Vec<Key> = theirs.iter().map(|row| key(row.kind, row.start, row.end)).collect();
        known.sort_unstable();
        // Of operands only maps claim anything.
        let claims = ours.rows.iter().filter(|(key, value)| is_known(value) && !value.starts_with('!') && (key.0 != 'a' || value == "map"));
        for (key, value) in claims.filter(|(key, _)| known.binary_search(key).is_err()) {
            self.counts.entry(Figure::of(key.0, value)).or_default().only_ours += 1;
        }
    }
}

fn is_known(value: &str) -> bool {
    value != "?"
}

/// What came of a row, and what we said. If we said several things, a wrong one counts.
fn judge<'a>(row: &GoRow, ours: Option<&'a Ours>) -> (Verdict, Option<&'a str>) {
    let Some(ours) = ours else { return (Verdict::Unknown, None) };
    let said = ours.at(key(row.kind, row.start, row.end)).iter().map(|(_, value)| value.as_str());
    let known: Vec<&str> = said.filter(|value| is_known(value)).collect();
    let is_wrong = |value: &&&str| **value != &*row.value;
    match (known.iter().find(is_wrong), known.first()) {
        (Some(wrong), _) => (Verdict::Wrong, Some(wrong)),
        (None, Some(right)) => (Verdict::Agreed, Some(right)),
        // That something is no map need not be said.
        (None, None) if Figure::of(row.kind, &row.value) == Figure::Others => (Verdict::Agreed, None),
        (None, None) => (Verdict::Unknown, None),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn go(kind: char, start: u32, end: u32, value: &str) -> GoRow {
        GoRow { kind, start, end, value: value.into(), hidden: value.contains("dep.") }
    }

    fn our(file: &str, kind: char, start: u32, end: u32, value: &str) -> TypeRow {
        TypeRow { file: file.to_owned(), kind, start, end, value: value.to_owned() }
    }

    fn rows(rows: Vec<GoRow>) -> GoRows {
        GoRows::from([("a.go".to_owned(), rows)])
    }

    fn counts(agreed: u64, wrong: u64, unknown: u64) -> Counts {
        Counts { agreed, wrong, unknown, only_ours: 0 }
    }

    #[test]
    fn a_row_is_agreed_wrong_or_unknown() {
        let theirs = rows((0..5).map(|start| go('b', start, 0, "p.F")).collect());
        let ours = [(0, "p.F"), (1, "p.G"), (2, "!value"), (3, "?")].map(|(start, value)| our("a.go", 'b', start, start + 1, value));
        let comparison = compare(&theirs, ours.into(), false, Some('b'));
        assert_eq!(comparison.counts, BTreeMap::from([(Figure::Callees, counts(1, 2, 2))]));
        assert_eq!(comparison.bad, BTreeMap::from([("a.go".to_owned(), BTreeMap::from([('b', 4)]))]));
        let listed: Vec<_> = comparison.listed.iter().map(|row| (row.start, row.ours.as_str(), row.verdict)).collect();
        let (wrong, unknown) = (Verdict::Wrong, Verdict::Unknown);
        assert_eq!(listed, [(1, "p.G", wrong), (2, "!value", wrong), (3, "?", unknown), (4, "?", unknown)]);
    }

    #[test]
    fn operands_are_told_apart_by_their_ends_and_only_maps_need_to_be_known() {
        let theirs = rows(vec![go('a', 0, 1, "map"), go('a', 0, 4, "other"), go('a', 5, 6, "other"), go('a', 7, 8, "map"), go('a', 9, 10, "other")]);
        let ours = vec![our("a.go", 'a', 0, 1, "map"), our("a.go", 'a', 0, 4, "map"), our("a.go", 'a', 5, 6, "?"), our("a.go", 'a', 7, 8, "other")];
        let comparison = compare(&theirs, ours, false, None);
        assert_eq!(comparison.counts, BTreeMap::from([(Figure::Maps, counts(1, 1, 0)), (Figure::Others, counts(2, 1, 0))]));
        assert!(comparison.listed.is_empty());
    }

    #[test]
    fn no_captures_are_a_value() {
        let theirs = rows(vec![go('f', 0, 0, ""), go('f', 9, 0, ""), go('c', 20, 0, ""), go('f', 30, 0, "x@1")]);
        let ours = vec![our("a.go", 'f', 0, 8, ""), our("a.go", 'c', 20, 21, ""), our("a.go", 'f', 30, 40, "")];
        let comparison = compare(&theirs, ours, false, None);
        assert_eq!(comparison.counts, BTreeMap::from([(Figure::Fields, counts(1, 0, 0)), (Figure::Literals, counts(1, 1, 1))]));
    }

    #[test]
    fn a_file_we_did_not_see_is_unknown_and_one_only_we_saw_is_nothing() {
        let theirs = rows(vec![go('a', 0, 1, "other"), go('a', 2, 3, "map"), go('e', 4, 0, "error.Error")]);
        let comparison = compare(&theirs, vec![our("b.go", 'a', 0, 1, "map")], false, None);
        let unknown = counts(0, 0, 1);
        assert_eq!(comparison.counts, BTreeMap::from([(Figure::Maps, unknown), (Figure::Others, unknown), (Figure::Interfaces, unknown)]));
        assert_eq!((comparison.files, comparison.unseen), (1, 1));
    }

    #[test]
    fn hidden_rows_are_left_out_on_request() {
        let theirs = rows(vec![go('b', 0, 0, "dep.F"), go('b', 1, 0, "p.F")]);
        let ours = || vec![our("a.go", 'b', 0, 1, "dep.F"), our("a.go", 'b', 1, 2, "p.F")];
        let open = compare(&theirs, ours(), false, None);
        assert_eq!((open.counts[&Figure::Callees], open.left_out), (counts(2, 0, 0), 0));
        let hiding = compare(&theirs, ours(), true, None);
        assert_eq!((hiding.counts[&Figure::Callees], hiding.left_out), (counts(1, 0, 0), 1));
    }

    #[test]
    fn code_that_is_lowered_twice_counts_once_and_a_wrong_answer_counts_most() {
        let theirs = rows(vec![go('d', 0, 0, "sync.Mutex.Lock"), go('d', 1, 0, "sync.Mutex.Lock Mutex"), go('d', 2, 0, "sync.Mutex.Unlock")]);
        let said = [
            (0, "sync.Mutex.Lock"),
            (0, "sync.Mutex.Lock"),
            (1, "sync.Mutex.Lock"),
            (1, "sync.Mutex.Lock Mutex"),
            (2, "?"),
            (2, "sync.Mutex.Unlock"),
        ];
        let ours = said.map(|(start, value)| our("a.go", 'd', start, 0, value));
        let comparison = compare(&theirs, ours.into(), false, None);
        assert_eq!(comparison.counts, BTreeMap::from([(Figure::Locks, counts(2, 1, 0))]));
    }

    #[test]
    fn what_only_we_say_is_counted_apart() {
        let theirs = rows(vec![go('b', 0, 0, "dep.F")]);
        let said = [('b', 0, "dep.F"), ('b', 1, "p.F"), ('b', 2, "!value"), ('b', 3, "?"), ('a', 4, "other"), ('a', 5, "map")];
        let ours = || said.map(|(kind, start, value)| our("a.go", kind, start, start + 1, value)).into();
        for hides in [false, true] {
            let comparison = compare(&theirs, ours(), hides, None);
            assert_eq!(comparison.counts[&Figure::Maps].only_ours, 1);
            assert_eq!(comparison.counts[&Figure::Callees].only_ours, 1);
            assert!(!comparison.counts.contains_key(&Figure::Others));
        }
    }
}
