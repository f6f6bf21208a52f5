//! A picture in the language of Graphviz.

use super::{Line, LineKind, Node, NodeKind, Scene};
use crate::sources::Sources;
use mapvet_sharing::Picture;
use std::io::{self, Write};

/// Writes a picture.
pub fn write(picture: &Picture, sources: &Sources<'_>, out: &mut dyn Write) -> io::Result<()> {
    let scene = Scene::new(picture, sources);
    writeln!(out, "digraph mapvet {{")?;
    writeln!(out, "  rankdir=LR; compound=true; ranksep=0.8; fontname=\"Helvetica\"; fontsize=11; fontcolor=\"#555555\";")?;
    writeln!(out, "  node [fontname=\"Helvetica\", fontsize=11, shape=box, style=\"rounded,filled\", fillcolor=\"#ffffff\", color=\"#666666\"];")?;
    writeln!(out, "  edge [fontname=\"Helvetica\", fontsize=9, color=\"#888888\", fontcolor=\"#333333\"];")?;
    for (number, cluster) in scene.clusters.iter().enumerate() {
        writeln!(out, "  subgraph cluster_{number} {{")?;
        writeln!(out, "    label={}; style=\"rounded\"; color=\"#cccccc\";", quoted(std::slice::from_ref(&cluster.package)))?;
        for node in &cluster.nodes {
            writeln!(out, "    {} [label={}{}];", node.id, quoted(&node.lines), node_look(node))?;
        }
        writeln!(out, "  }}")?;
    }
    for line in &scene.lines {
        writeln!(out, "  {} -> {} [{}];", line.from, line.to, line_look(line))?;
    }
    writeln!(out, "}}")
}

fn node_look(node: &Node) -> &'static str {
    match node.kind {
        NodeKind::Function { concurrent: false } => "",
        NodeKind::Function { concurrent: true } => ", fillcolor=\"#dbeafe\"",
        NodeKind::Map { conflict: false } => ", shape=cylinder, style=filled, fillcolor=\"#fef3c7\"",
        NodeKind::Map { conflict: true } => ", shape=cylinder, style=filled, fillcolor=\"#fee2e2\", color=\"#b91c1c\", penwidth=2",
    }
}

fn line_look(line: &Line) -> String {
    let look = match line.kind {
        LineKind::Call => "",
        LineKind::Spawn => ", style=\"bold,dashed\", color=\"#1d4ed8\", fontcolor=\"#1d4ed8\", penwidth=2",
        LineKind::Guarded => ", color=\"#15803d\", fontcolor=\"#15803d\", arrowhead=vee",
        LineKind::Unguarded => ", color=\"#444444\", style=dotted, arrowhead=vee",
        LineKind::Conflict => ", color=\"#b91c1c\", fontcolor=\"#b91c1c\", penwidth=2, arrowhead=vee",
    };
    let places = quoted(&line.places);
    format!("label={}, tooltip={places}, labeltooltip={places}{look}", quoted(&line.label))
}

/// Lines of text as one string of the language. Graphviz reads entities such as `&lt;` in any string.
fn quoted(lines: &[String]) -> String {
    let lines: Vec<String> = lines.iter().map(|line| line.replace('&', "&amp;").replace('\\', "\\\\").replace('"', "\\\"")).collect();
    format!("\"{}\"", lines.join("\\n"))
}

#[cfg(test)]
mod tests {
    use super::quoted;

    #[test]
    fn text_does_not_end_the_string() {
        let line = |text: &str| quoted(&[text.to_owned()]);
        assert_eq!(line("a\"];b"), "\"a\\\"];b\"");
        assert_eq!(line("\\"), "\"\\\\\"");
        assert_eq!(line("\\N &lt;ä"), "\"\\\\N &amp;lt;ä\"");
        assert_eq!(quoted(&["a".to_owned(), "b".to_owned()]), "\"a\\nb\"");
    }
}
