//! Real files, cut and changed at random: never a panic, never a lost package.

mod common;

use common::{RACY, settings, testdata_files, tree};
use mapvet_engine::{Quiet, check_files};
use proptest::prelude::*;
use std::sync::{Arc, LazyLock};

static TEXTS: LazyLock<Vec<Vec<u8>>> = LazyLock::new(|| {
    let own = testdata_files(400).into_iter().filter_map(|path| std::fs::read(path).ok());
    std::iter::once(RACY.as_bytes().to_vec()).chain(own).collect()
});

/// Pieces that change the shape of what follows them.
const PIECES: [&[u8]; 16] =
    [b"{", b"}", b"(", b")", b"[", b"]", b"\"", b"`", b"/*", b"\n", b"go func() {", b"defer ", b"\0", b"\xff", b"range ", b"\r"];

#[derive(Clone, Debug)]
enum Change {
    Cut(prop::sample::Index),
    Drop(prop::sample::Index, usize),
    Insert(prop::sample::Index, usize),
    Copy(prop::sample::Index, prop::sample::Index, usize),
}

fn change() -> impl Strategy<Value = Change> {
    prop_oneof![
        any::<prop::sample::Index>().prop_map(Change::Cut),
        (any::<prop::sample::Index>(), 1usize..60).prop_map(|(at, length)| Change::Drop(at, length)),
        (any::<prop::sample::Index>(), 0..PIECES.len()).prop_map(|(at, piece)| Change::Insert(at, piece)),
        (any::<prop::sample::Index>(), any::<prop::sample::Index>(), 1usize..200).prop_map(|(from, to, length)| Change::Copy(from, to, length)),
    ]
}

fn apply(text: &mut Vec<u8>, change: &Change) {
    if text.is_empty() {
        return;
    }
    match change {
        Change::Cut(at) => text.truncate(at.index(text.len())),
        Change::Drop(at, length) => {
            let start = at.index(text.len());
            let end = (start + length).min(text.len());
            text.drain(start..end);
        }
        Change::Insert(at, piece) => {
            let start = at.index(text.len());
            text.splice(start..start, PIECES[*piece].iter().copied());
        }
        Change::Copy(from, to, length) => {
            let start = from.index(text.len());
            let copied = text[start..(start + length).min(text.len())].to_vec();
            let to = to.index(text.len());
            text.splice(to..to, copied);
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn changed_files_are_survived(which in any::<prop::sample::Index>(), changes in prop::collection::vec(change(), 1..6)) {
        let mut text = which.get(&TEXTS).clone();
        for change in &changes {
            apply(&mut text, change);
        }
        let mut memory = tree(&[("go.mod", "module m\ngo 1.22\n")]);
        memory.insert("/r/p/p.go", text);
        let report = check_files(&settings("/r", &[]), Arc::new(memory), &Quiet);
        prop_assert!(!report.internal_error, "{:?}", report.problems);
    }
}
