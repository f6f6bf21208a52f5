//! One immutable version of one file: text, tree, syntax problems; and nodes to walk it by.

use crate::bodies;
use crate::kind::{Field, Kind};
use crate::new_value;

/// A reusable parser; one a thread.
pub struct Parser {
    inner: tree_sitter::Parser,
}

impl Default for Parser {
    fn default() -> Parser {
        Parser::new()
    }
}

impl Parser {
    /// A parser for Go.
    pub fn new() -> Parser {
        let mut inner = tree_sitter::Parser::new();
        inner.set_language(&tree_sitter_go::LANGUAGE.into()).expect("the grammar's version is one the parser reads");
        Parser { inner }
    }

    /// Parse what `text` declares and pass by the bodies of functions and the elements of literals, which become empty.
    /// Several times faster than [`Parser::parse`], and all that is left is where it would be there.
    pub fn parse_declarations<'t>(&mut self, text: &'t [u8]) -> SourceFile<'t> {
        let ranges = bodies::ranges_between(text);
        // Ranges in order are never refused; without them everything is parsed, which is slow and no less true.
        let _ = self.inner.set_included_ranges(&ranges);
        let file = self.parse(text);
        let _ = self.inner.set_included_ranges(&[]);
        file
    }

    /// Parse `text`. Never fails: what is not Go becomes error nodes; [`SourceFile::problem`] tells of the first.
    pub fn parse<'t>(&mut self, text: &'t [u8]) -> SourceFile<'t> {
        let file = SourceFile { text, tree: self.tree(text) };
        let Some(problem) = file.problem() else { return file };
        let Some(renamed) = new_value::renamed(text) else { return file };
        let again = SourceFile { text, tree: self.tree(&renamed) };
        // The renaming goes by the look of the text: it is kept where it helps.
        if again.problem().is_none_or(|later| later.start >= problem.start) { again } else { file }
    }

    fn tree(&mut self, text: &[u8]) -> tree_sitter::Tree {
        self.inner.parse(text, None).expect("a language is set and nothing cancels")
    }
}

/// One immutable version of one file: its text and its tree.
pub struct SourceFile<'t> {
    text: &'t [u8],
    tree: tree_sitter::Tree,
}

/// A place where the text is not Go.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct SyntaxProblem {
    /// First byte.
    pub start: u32,
    /// What is wrong, lower case, no final dot.
    pub text: String,
}

impl<'t> SourceFile<'t> {
    /// The root node.
    pub fn root(&self) -> Node<'_> {
        Node { inner: self.tree.root_node(), text: self.text }
    }

    /// The bytes that were parsed.
    pub fn text(&self) -> &'t [u8] {
        self.text
    }

    pub(crate) fn tree(&self) -> &tree_sitter::Tree {
        &self.tree
    }

    /// The first place where the text is not Go, if there is one.
    /// The search goes straight down to an error, so it costs one path of the tree.
    pub fn problem(&self) -> Option<SyntaxProblem> {
        let mut node = self.tree.root_node();
        if !node.has_error() {
            return None;
        }
        loop {
            if node.is_error() {
                return Some(SyntaxProblem { start: node.start_byte() as u32, text: "syntax error".to_owned() });
            }
            if node.is_missing() {
                let text = format!("syntax error: missing {}", node.kind());
                return Some(SyntaxProblem { start: node.start_byte() as u32, text });
            }
            let mut cursor = node.walk();
            match node.children(&mut cursor).find(|child| child.has_error() || child.is_error() || child.is_missing()) {
                Some(child) => node = child,
                None => return Some(SyntaxProblem { start: node.start_byte() as u32, text: "syntax error".to_owned() }),
            }
        }
    }
}

/// A node of a syntax tree, together with the text it was parsed from.
#[derive(Clone, Copy)]
pub struct Node<'t> {
    inner: tree_sitter::Node<'t>,
    text: &'t [u8],
}

impl<'t> Node<'t> {
    pub(crate) fn from_raw(inner: tree_sitter::Node<'t>, text: &'t [u8]) -> Node<'t> {
        Node { inner, text }
    }

    /// The node's kind.
    pub fn kind(self) -> Kind {
        Kind(self.inner.kind_id())
    }

    /// First byte.
    pub fn start(self) -> u32 {
        self.inner.start_byte() as u32
    }

    /// One past the last byte.
    pub fn end(self) -> u32 {
        self.inner.end_byte() as u32
    }

    /// 1-based line of the first byte.
    pub fn line(self) -> u32 {
        self.inner.start_position().row as u32 + 1
    }

    /// A number that is different for every node of one tree.
    pub fn id(self) -> usize {
        self.inner.id()
    }

    /// Whether this node or anything below it is not Go.
    pub fn has_error(self) -> bool {
        self.inner.has_error()
    }

    /// A cursor that begins here.
    pub(crate) fn walk(self) -> Cursor<'t> {
        Cursor { inner: self.inner.walk(), text: self.text }
    }

    /// Whether the grammar names this node (as against a token such as `(`).
    pub fn is_named(self) -> bool {
        self.inner.is_named()
    }

    /// The text of the node; empty where it is not UTF-8.
    pub fn text(self) -> &'t str {
        std::str::from_utf8(&self.text[self.inner.byte_range()]).unwrap_or("")
    }

    /// The child in a slot.
    pub fn field(self, field: Field) -> Option<Node<'t>> {
        Some(Node { inner: self.inner.child_by_field_id(field.0)?, text: self.text })
    }

    /// The children in a slot that may hold several, the commas between them left out.
    pub fn fields(self, field: Field) -> Vec<Node<'t>> {
        let mut cursor = self.inner.walk();
        let id = std::num::NonZeroU16::new(field.0).expect("field numbers start at 1");
        let found = self.inner.children_by_field_id(id, &mut cursor);
        found.filter(|node| node.is_named()).map(|inner| Node { inner, text: self.text }).collect()
    }

    /// The named children in source order, comments left out.
    pub fn children(self) -> Children<'t> {
        let mut cursor = self.inner.walk();
        let more = cursor.goto_first_child();
        Children { cursor, more, text: self.text }
    }

    /// The first named child that is no comment.
    pub fn first(self) -> Option<Node<'t>> {
        // A cursor costs more than the step or two over comments that this needs.
        let count = self.inner.named_child_count() as u32;
        let found = (0..count).find_map(|at| self.inner.named_child(at).filter(|child| child.kind_id() != Kind::COMMENT.0));
        found.map(|inner| Node { inner, text: self.text })
    }

    /// The operator token in the operator slot, such as `+=`.
    pub fn operator(self) -> &'t str {
        self.field(Field::OPERATOR).map_or("", Node::text)
    }

    /// Whether one of the node's own tokens reads `token`.
    pub fn has_token(self, token: &str) -> bool {
        let mut cursor = self.inner.walk();
        self.inner.children(&mut cursor).any(|child| !child.is_named() && child.kind() == token)
    }

    /// How many children there are, tokens included.
    pub fn child_count(self) -> usize {
        self.inner.child_count() as usize
    }

    /// The `//` comment that stands directly above this node, all its lines; empty where there is none or it is not UTF-8.
    pub fn comment_above(self) -> &'t str {
        let end = line_start(self.text, self.inner.start_byte());
        let mut start = end;
        while start > 0 {
            let line = line_start(self.text, start - 1);
            if !self.text[line..start].trim_ascii_start().starts_with(b"//") {
                break;
            }
            start = line;
        }
        std::str::from_utf8(&self.text[start..end]).unwrap_or("")
    }
}

/// A way through a tree, one step at a time.
pub(crate) struct Cursor<'t> {
    inner: tree_sitter::TreeCursor<'t>,
    text: &'t [u8],
}

impl<'t> Cursor<'t> {
    /// Where it is.
    pub(crate) fn node(&self) -> Node<'t> {
        Node { inner: self.inner.node(), text: self.text }
    }

    /// Goes down; `false` if there is nothing below.
    pub(crate) fn goto_first_child(&mut self) -> bool {
        self.inner.goto_first_child()
    }

    /// Goes on; `false` at the last one.
    pub(crate) fn goto_next_sibling(&mut self) -> bool {
        self.inner.goto_next_sibling()
    }

    /// Goes up; `false` where it began.
    pub(crate) fn goto_parent(&mut self) -> bool {
        self.inner.goto_parent()
    }
}

/// Where the line begins that holds the byte before `at`, or `at` itself at the start of a line.
fn line_start(text: &[u8], at: usize) -> usize {
    text[..at].iter().rposition(|byte| *byte == b'\n').map_or(0, |newline| newline + 1)
}

/// Iterator over the named children of a node, comments left out.
pub struct Children<'t> {
    cursor: tree_sitter::TreeCursor<'t>,
    more: bool,
    text: &'t [u8],
}

impl<'t> Iterator for Children<'t> {
    type Item = Node<'t>;

    fn next(&mut self) -> Option<Node<'t>> {
        while self.more {
            let node = self.cursor.node();
            self.more = self.cursor.goto_next_sibling();
            if node.is_named() && node.kind_id() != Kind::COMMENT.0 {
                return Some(Node { inner: node, text: self.text });
            }
        }
        None
    }
}
