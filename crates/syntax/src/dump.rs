//! A syntax tree as text, for `mapvet debug tree`.

use crate::tree::SourceFile;
use std::fmt::Write as _;

/// Deeper nodes are not indented further, or deep trees would be mostly blanks; their depth is written instead.
const DEEPEST_INDENT: usize = 60;

/// Longer texts of leaves are cut.
const LONGEST_TEXT: usize = 60;

/// The named nodes of a tree, one a line, with slots, places and the texts of leaves. `ERROR` marks what is not Go,
/// `MISSING` what the parser put in. Tokens are shown only where they fill a slot, as operators do.
pub fn dump_tree(file: &SourceFile<'_>) -> String {
    let mut out = String::new();
    let mut cursor = file.tree().walk();
    let mut depth = 0;
    loop {
        let node = cursor.node();
        let is_node = node.is_named() || node.is_missing();
        if is_node || cursor.field_name().is_some() {
            if !out.is_empty() {
                out.push('\n');
            }
            out.push_str(&"  ".repeat(depth.min(DEEPEST_INDENT)));
            if depth > DEEPEST_INDENT {
                let _ = write!(out, "[{depth}] ");
            }
            if let Some(field) = cursor.field_name() {
                let _ = write!(out, "{field}: ");
            }
            let at = node.start_position();
            let (line, column) = (at.row + 1, at.column + 1);
            let _ = match (is_node, node.is_missing()) {
                (_, true) => write!(out, "(MISSING {} {line}:{column}", node.kind()),
                (true, false) => write!(out, "({} {line}:{column}", node.kind()),
                (false, false) => write!(out, "{:?} {line}:{column}", node.kind()),
            };
            if node.is_error() || (node.is_named() && node.child_count() == 0) {
                let _ = write!(out, " {}", quoted(&file.text()[node.byte_range()]));
            }
        }
        if is_node && cursor.goto_first_child() {
            depth += 1;
            continue;
        }
        if is_node {
            out.push(')');
        }
        while !cursor.goto_next_sibling() {
            if !cursor.goto_parent() {
                out.push('\n');
                return out;
            }
            depth -= 1;
            out.push(')');
        }
    }
}

fn quoted(bytes: &[u8]) -> String {
    // Every character has at most four bytes.
    let start = &bytes[..bytes.len().min(4 * LONGEST_TEXT + 4)];
    let text = String::from_utf8_lossy(start);
    let shown: String = text.chars().take(LONGEST_TEXT).collect();
    let rest = if shown.len() < text.len() || start.len() < bytes.len() { "..." } else { "" };
    format!("{shown:?}{rest}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tree::Parser;
    use expect_test::{Expect, expect};

    fn check(text: &str, expected: Expect) {
        expected.assert_eq(&dump_tree(&Parser::new().parse(text.as_bytes())));
    }

    #[test]
    fn nodes_have_slots_places_and_texts() {
        check(
            "package p\n\nfunc f() {\n\tm[\"a\"] += 1\n}\n",
            expect![[r#"
            (source_file 1:1
              (package_clause 1:1
                (package_identifier 1:9 "p"))
              (function_declaration 3:1
                name: (identifier 3:6 "f")
                parameters: (parameter_list 3:7)
                body: (block 3:10
                  (statement_list 4:2
                    (assignment_statement 4:2
                      left: (expression_list 4:2
                        (index_expression 4:2
                          operand: (identifier 4:2 "m")
                          index: (interpreted_string_literal 4:4
                            (interpreted_string_literal_content 4:5 "a"))))
                      operator: "+=" 4:9
                      right: (expression_list 4:12
                        (int_literal 4:12 "1")))))))
        "#]],
        );
    }

    #[test]
    fn errors_are_marked() {
        check(
            "package p\n\nvar x = ] 1\n\nfunc f() {\n\tg(\n}\n",
            expect![[r#"
            (source_file 1:1
              (package_clause 1:1
                (package_identifier 1:9 "p"))
              (var_declaration 3:1
                (var_spec 3:5
                  name: (identifier 3:5 "x")
                  (ERROR 3:9 "]")
                  value: (expression_list 3:11
                    (int_literal 3:11 "1"))))
              (function_declaration 5:1
                name: (identifier 5:6 "f")
                parameters: (parameter_list 5:7)
                body: (block 5:10
                  (statement_list 6:2
                    (expression_statement 6:2
                      (identifier 6:2 "g"))
                    (ERROR 6:3 "(")))))
        "#]],
        );
    }

    #[test]
    fn deep_trees_are_walked_without_recursion() {
        let text = format!("package p\n\nvar x = {}1{}\n", "(".repeat(20_000), ")".repeat(20_000));
        let dumped = dump_tree(&Parser::new().parse(text.as_bytes()));
        assert!(dumped.lines().count() > 20_000 && dumped.len() < 20_000 * 200, "{}", dumped.len());
    }
}
