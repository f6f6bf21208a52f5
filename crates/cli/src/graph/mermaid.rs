//! A picture as a Mermaid flowchart, for Markdown.

use super::{LineKind, Node, NodeKind, Scene};
use crate::sources::Sources;
use mapvet_sharing::Picture;
use std::fmt::Write as _;
use std::io::{self, Write};

/// Writes a picture.
pub fn write(picture: &Picture, sources: &Sources<'_>, out: &mut dyn Write) -> io::Result<()> {
    let scene = Scene::new(picture, sources);
    writeln!(out, "flowchart LR")?;
    for (number, cluster) in scene.clusters.iter().enumerate() {
        writeln!(out, "  subgraph p{number}[{}]", quoted(std::slice::from_ref(&cluster.package)))?;
        for node in &cluster.nodes {
            writeln!(out, "    {}{}", node.id, shape(node))?;
        }
        writeln!(out, "  end")?;
    }
    for line in &scene.lines {
        let arrow = match line.kind {
            LineKind::Call => "-->",
            LineKind::Spawn => "==>",
            LineKind::Guarded | LineKind::Conflict => "-->",
            LineKind::Unguarded => "-.->",
        };
        let label = if line.label.is_empty() { String::new() } else { format!("|{}|", quoted(&line.label)) };
        writeln!(out, "  {} {arrow}{label} {}", line.from, line.to)?;
    }
    let looks = [
        (LineKind::Spawn, "stroke:#1d4ed8,stroke-width:3px,stroke-dasharray:6 3"),
        (LineKind::Guarded, "stroke:#15803d"),
        (LineKind::Conflict, "stroke:#b91c1c,stroke-width:3px"),
    ];
    for (kind, look) in looks {
        let lines = scene.lines.iter().enumerate().filter(|(_, line)| line.kind == kind).map(|(number, _)| number.to_string());
        let lines: Vec<String> = lines.collect();
        if !lines.is_empty() {
            writeln!(out, "  linkStyle {} {look}", lines.join(","))?;
        }
    }
    writeln!(out, "  classDef goroutine fill:#dbeafe,stroke:#666666,color:#000000")?;
    writeln!(out, "  classDef map fill:#fef3c7,stroke:#666666,color:#000000")?;
    writeln!(out, "  classDef conflict fill:#fee2e2,stroke:#b91c1c,stroke-width:2px,color:#000000")
}

fn shape(node: &Node) -> String {
    let text = quoted(&node.lines);
    match node.kind {
        NodeKind::Function { concurrent: false } => format!("[{text}]"),
        NodeKind::Function { concurrent: true } => format!("[{text}]:::goroutine"),
        NodeKind::Map { conflict: false } => format!("[({text})]:::map"),
        NodeKind::Map { conflict: true } => format!("[({text})]:::conflict"),
    }
}

/// Lines of text as one string of the language: what is neither a letter, a digit nor known to be harmless is written by
/// its number, because text may be read as HTML, as Markdown and as entities.
fn quoted(lines: &[String]) -> String {
    let mut text = String::new();
    for (number, line) in lines.iter().enumerate() {
        if number > 0 {
            text.push_str("<br/>");
        }
        for char in line.chars() {
            match char {
                _ if char.is_alphanumeric() => text.push(char),
                ' ' | '.' | ',' | ':' | '(' | ')' | '/' | '-' | '×' => text.push(char),
                // Writing to memory does not fail.
                _ => drop(write!(text, "#{};", u32::from(char))),
            }
        }
    }
    format!("\"{text}\"")
}

#[cfg(test)]
mod tests {
    use super::quoted;

    #[test]
    fn text_is_neither_markup_nor_an_end() {
        let line = |text: &str| quoted(&[text.to_owned()]);
        assert_eq!(line("(*Cache).get: ä"), "\"(#42;Cache).get: ä\"");
        assert_eq!(line("\"]; <b>`#&"), "\"#34;#93;#59; #60;b#62;#96;#35;#38;\"");
        assert_eq!(quoted(&["a".to_owned(), "b".to_owned()]), "\"a<br/>b\"");
    }
}
