//! The statement or declaration around a place.

use crate::kind::Kind;
use crate::tree::{Cursor, Node, SourceFile};

/// A statement, or a declaration outside functions. Offsets are bytes.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Statement {
    /// First byte.
    pub start: u32,
    /// One past the last byte.
    pub end: u32,
    /// Whether there are statements in it: it has a block, a case or a function literal.
    pub holds_others: bool,
    /// Whether it stands outside functions.
    pub top_level: bool,
}

/// The innermost statement around the byte at `offset`; `None` where there is none or the text is not Go.
pub fn statement_around(file: &SourceFile<'_>, offset: u32) -> Option<Statement> {
    let mut cursor = file.root().walk();
    let mut found: Option<(Node<'_>, bool)> = None;
    loop {
        let parent = cursor.node().kind();
        if !cursor.goto_first_child() || !goto_child_around(&mut cursor, offset) {
            break;
        }
        let node = cursor.node();
        let is_one = match parent {
            Kind::SOURCE_FILE => node.kind() != Kind::PACKAGE_CLAUSE,
            Kind::STATEMENT_LIST | Kind::VAR_SPEC_LIST => true,
            _ => false,
        };
        if is_one && node.is_named() && !matches!(node.kind(), Kind::COMMENT | Kind::ERROR) {
            found = Some((node, parent == Kind::SOURCE_FILE));
        }
    }
    let (node, top_level) = found?;
    Some(Statement { start: node.start(), end: node.end(), holds_others: holds_statements(node), top_level })
}

/// Goes to the sibling that holds the byte at `offset`, if one does.
fn goto_child_around(cursor: &mut Cursor<'_>, offset: u32) -> bool {
    loop {
        if (cursor.node().start()..cursor.node().end()).contains(&offset) {
            return true;
        }
        if !cursor.goto_next_sibling() {
            return false;
        }
    }
}

fn holds_statements(node: Node<'_>) -> bool {
    let mut cursor = node.walk();
    loop {
        let kind = cursor.node().kind();
        let is_case = matches!(kind, Kind::EXPRESSION_CASE | Kind::DEFAULT_CASE | Kind::TYPE_CASE | Kind::COMMUNICATION_CASE);
        if is_case || matches!(kind, Kind::BLOCK | Kind::STATEMENT_LIST) {
            return true;
        }
        if cursor.goto_first_child() {
            continue;
        }
        while !cursor.goto_next_sibling() {
            if !cursor.goto_parent() {
                return false;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tree::Parser;

    /// The statement around the first `m`, on one line, with what is known of it.
    fn check(text: &str, expected: &str) {
        let offset = text.find('m').expect("the text has an m") as u32;
        let found = statement_around(&Parser::new().parse(text.as_bytes()), offset);
        let shown = found.map(|found| {
            let marks = [(found.holds_others, " +"), (found.top_level, " top")];
            let marks: String = marks.iter().filter(|(is, _)| *is).map(|(_, mark)| *mark).collect();
            text[found.start as usize..found.end as usize].split_whitespace().collect::<Vec<_>>().join(" ") + &marks
        });
        assert_eq!(shown.unwrap_or_default(), expected, "{text}");
    }

    #[test]
    fn the_innermost_statement_counts() {
        let body = |text: &str| format!("package p\n\nfunc f() {{\n{text}\n}}\n");
        check(&body("\ta(1,\n\t\tm[1])\n\tb()"), "a(1, m[1])");
        check(&body("\tfor k := range m {\n\t\tb()\n\t}"), "for k := range m { b() } +");
        check(&body("\tgo func() {\n\t\tif a {\n\t\t\tm[1] = 2\n\t\t}\n\t}()"), "m[1] = 2");
        check(&body("\tswitch {\n\tcase m[1]:\n\t\tb()\n\t}"), "switch { case m[1]: b() } +");
        check(&body("\tswitch {\n\tcase a:\n\t\tm()\n\t}"), "m()");
        check(&body("L:\n\tm++"), "L: m++");
    }

    #[test]
    fn declarations_count_outside_functions() {
        check("package p\n\nvar a = m[1]\n", "var a = m[1] top");
        check("package p\n\nvar (\n\ta = 1\n\tb = m\n)\n", "b = m");
        check("package p\n\nvar a = func() {\n\tm()\n}\n", "m()");
        check("package m\n", "");
        check("m[", "");
    }
}
