//! What GitHub's code scanning shows and takes of a log. A log is never cut: what goes beyond is said in it.

use super::sarif_log::{Notice, Notification, SarifResult, Text};

/// What a log may hold: how much is shown, and how much is taken before the whole log is refused.
struct Limit {
    what: &'static str,
    shown: usize,
    taken: usize,
}

const RESULTS: Limit = Limit { what: "results", shown: 5_000, taken: 25_000 };
/// Related places and the place to report at.
const PLACES: Limit = Limit { what: "places in one result", shown: 100, taken: 1_000 };
const STEPS: Limit = Limit { what: "steps in the paths of one result", shown: 1_000, taken: 10_000 };

/// A log of more bytes may be refused: 10 MB are taken after packing, and a large log of ours packs to less than a tenth.
pub(super) const LARGEST: usize = 100_000_000;

/// One notification for each limit that `results` go beyond.
pub(super) fn exceeded(results: &[SarifResult]) -> Vec<Notification> {
    let places = results.iter().map(|result| result.locations.len() + result.related_locations.len());
    let flows = results.iter().map(|result| result.code_flows.iter().flat_map(|flow| &flow.thread_flows));
    let steps = flows.map(|flows| flows.map(|flow| flow.locations.len()).sum());
    [(RESULTS, results.len()), (PLACES, places.max().unwrap_or(0)), (STEPS, steps.max().unwrap_or(0))]
        .into_iter()
        .filter(|(limit, count)| *count > limit.shown)
        .map(|(Limit { what, shown, taken }, count)| {
            notification(format!("This log has {count} {what}; GitHub shows {shown} and refuses a log with more than {taken}."))
        })
        .collect()
}

/// What is said of a log of so many bytes.
pub(super) fn too_large(bytes: usize) -> Notification {
    notification(format!("This log has more than {} MB; GitHub refuses a log of more than 10 MB after packing.", bytes / 1_000_000))
}

fn notification(text: String) -> Notification {
    Notification { descriptor: Notice { id: "service-limit".to_owned() }, level: "warning", message: Text { text }, locations: Vec::new() }
}
