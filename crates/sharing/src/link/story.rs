//! What is known of each map, for those who ask why it is silent.

use super::graph::Graph;
use super::names::Names;
use super::seed::Group;
use crate::conflict::Conflict;
use crate::linked::{MapAccess, MapStory, UNPAIRED, UNREACHED, UNWRITTEN};

/// The story of one location.
pub(super) fn story(graph: &Graph<'_>, names: &Names<'_, '_>, group: &Group, conflicts: &[Conflict]) -> MapStory {
    let mut accesses: Vec<MapAccess> = Vec::new();
    for seed in &group.seeds {
        let facts = seed.facts(graph);
        accesses.push(MapAccess {
            kind: seed.kind,
            function: names.function(seed.body),
            span: names.span(seed.body, facts.at),
            locks: names.locks(seed.body, &facts.locks().held),
            concurrent: graph.spawn_reached[seed.body as usize],
        });
    }
    accesses.sort_by_key(|access| access.span);
    MapStory { map: names.map(group.key), declaration: names.declaration(group.key), verdict: verdict(graph, group, conflicts), accesses }
}

fn verdict(graph: &Graph<'_>, group: &Group, conflicts: &[Conflict]) -> String {
    if let Some(first) = conflicts.first() {
        let functions = conflicts.len();
        return match first.links.first() {
            None => format!("conflicts in {functions} functions"),
            Some(link) => format!("conflicts in {functions} functions; the strongest has this weak link: {}", link.text),
        };
    }
    if !group.seeds.iter().any(|seed| seed.kind.is_write()) {
        return UNWRITTEN.to_owned();
    }
    if !group.seeds.iter().any(|seed| graph.spawn_reached[seed.body as usize]) {
        return UNREACHED.to_owned();
    }
    UNPAIRED.to_owned()
}
