//! The declarations and imports of a file, found by the outline query.
//!
//! All queries of the project are one compiled query. The outline part runs with a start-depth limit, because a
//! full-depth query costs nearly half a parse, and not at all on a tree with a huge flat error node, on which any
//! query is quadratic; there the walk by hand takes over.

use crate::kind::Kind;
use crate::tree::{Node, SourceFile};
use std::sync::LazyLock;
use tree_sitter::{Query, QueryCursor, StreamingIterator};

/// A package-level node: an import, a function, a method, or a type, variable or constant declaration.
pub type Outline<'t> = Vec<Node<'t>>;

static QUERY: LazyLock<Query> = LazyLock::new(|| {
    let text = include_str!("../../../queries/outline.scm");
    Query::new(&tree_sitter_go::LANGUAGE.into(), text).expect("the outline query is valid for the pinned grammar")
});

/// An error node with more children than this is walked by hand.
const FLAT_ERROR_LIMIT: usize = 1_000;

/// The package clause, imports and declarations of `file` in source order. Declarations inside a region that is
/// not Go are found as long as the parser kept them whole.
pub fn outline<'t>(file: &'t SourceFile<'_>) -> Outline<'t> {
    if file.root().has_error() {
        return by_hand(file.root());
    }
    let mut cursor = QueryCursor::new();
    // All patterns begin at the root.
    cursor.set_max_start_depth(Some(0));
    let mut found: Outline<'t> = Vec::new();
    let mut matches = cursor.matches(&QUERY, file.tree().root_node(), file.text());
    while let Some(matched) = matches.next() {
        found.extend(matched.captures().iter().map(|capture| Node::from_raw(capture.node, file.text())));
    }
    found.sort_by_key(|node| node.start());
    found
}

fn by_hand(root: Node<'_>) -> Outline<'_> {
    let mut found = Vec::new();
    for node in root.children() {
        match node.kind() {
            Kind::ERROR if node.child_count() <= FLAT_ERROR_LIMIT => found.extend(node.children().filter(|child| is_outline(*child))),
            _ if is_outline(node) => found.push(node),
            _ => {}
        }
    }
    found
}

fn is_outline(node: Node<'_>) -> bool {
    matches!(
        node.kind(),
        Kind::PACKAGE_CLAUSE
            | Kind::IMPORT_DECLARATION
            | Kind::FUNCTION_DECLARATION
            | Kind::METHOD_DECLARATION
            | Kind::TYPE_DECLARATION
            | Kind::VAR_DECLARATION
            | Kind::CONST_DECLARATION
    )
}

/// Whether a declaration is that of a function or a method.
pub fn is_function(declaration: Node<'_>) -> bool {
    matches!(declaration.kind(), Kind::FUNCTION_DECLARATION | Kind::METHOD_DECLARATION)
}
