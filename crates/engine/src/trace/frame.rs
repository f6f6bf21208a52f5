//! One line of a stack: the function as the linker calls it, the file as the compiler was given it, the line.

use std::collections::BTreeSet;
use std::sync::LazyLock;

/// A frame of a stack.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Frame {
    /// The function as printed, without its arguments.
    pub function: String,
    /// The same, taken apart.
    pub symbol: Symbol,
    /// The file as printed, with `/`; empty if the stack ends before it.
    pub file: String,
    /// 1-based; 0 if the stack ends before it.
    pub line: u32,
}

/// The name of a function, taken apart.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug, Default)]
pub struct Symbol {
    /// The import path; `main` for a program. What stands before `vendor` is left out.
    pub package: String,
    /// The declared functions that it may be or belong to, the innermost first: one, or two where a function that holds a
    /// literal was inlined into another. None for literals that belong to no function, or to one that is not told.
    pub functions: Vec<Function>,
    /// Whether it is a function literal, or made by the compiler around one.
    pub literal: bool,
}

/// A declared function or method, its package aside.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Function {
    /// The type whose method it is.
    pub receiver: Option<String>,
    /// Its name.
    pub name: String,
}

impl Frame {
    /// The frame of a function without a place.
    pub(super) fn of(function: &str) -> Frame {
        Frame { function: function.to_owned(), symbol: Symbol::parse(function), file: String::new(), line: 0 }
    }
}

/// Folders below which Go finds copies of other modules.
const COPIES: [&str; 2] = ["/vendor/", "Godeps/_workspace/src/"];

/// What stands behind the last folder of copies on a path.
pub(super) fn below_copies(path: &str) -> &str {
    let path = path.strip_prefix("vendor/").unwrap_or(path);
    COPIES.iter().filter_map(|folder| path.rfind(folder).map(|at| at + folder.len())).max().map_or(path, |at| &path[at..])
}

impl Symbol {
    /// Takes a name apart: `example.com/a%2eb.(*T[...]).Method.func1.2`.
    pub fn parse(name: &str) -> Symbol {
        // Type arguments and the type of a method value may hold slashes and dots of their own.
        let plain = without_brackets(name);
        let head = plain.find('(').unwrap_or(plain.len());
        let slash = plain[..head].rfind('/').map_or(0, |at| at + 1);
        let Some(dot) = plain[slash..].find('.').map(|at| slash + at) else { return Symbol::default() };
        let last = plain[slash..dot].replace("%2e", ".").replace("%2E", ".");
        let package = below_copies(&format!("{}{last}", &plain[..slash])).to_owned();
        let (functions, literal) = functions(&plain[dot + 1..]);
        Symbol { package, functions, literal }
    }

    /// Whether it belongs to Go's own library or to the runtime.
    pub fn is_standard(&self) -> bool {
        static PACKAGES: LazyLock<BTreeSet<&str>> = LazyLock::new(|| crate::standard::table().into_iter().flat_map(|table| table.paths()).collect());
        let first = self.package.split('/').next().unwrap_or("");
        matches!(first, "runtime" | "internal" | "reflect") || PACKAGES.contains(self.package.as_str())
    }
}

fn without_brackets(name: &str) -> String {
    let mut depth = 0_u32;
    let mut plain = String::with_capacity(name.len());
    for character in name.chars() {
        match character {
            '[' => depth += 1,
            ']' => depth = depth.saturating_sub(1),
            _ if depth == 0 => plain.push(character),
            _ => {}
        }
    }
    plain
}

/// What follows the package: `(*T).Method`, `T.Method-fm`, `F.func1.2`, `(*T).Start.gowrap1`, `(*T).A.B.func3`, `glob..func1`.
fn functions(rest: &str) -> (Vec<Function>, bool) {
    // `(*T).(example.com/p.method)-fm` is how a method value was called up to Go 1.10.
    let (rest, value) = match rest.find(".(").filter(|at| *at > 0) {
        Some(at) => {
            let inner = rest[at + 2..].split(')').next().unwrap_or("");
            (format!("{}.{}", &rest[..at], inner.rsplit('.').next().unwrap_or("")), true)
        }
        None => (rest.to_owned(), rest.ends_with("-fm")),
    };
    let mut parts = rest.trim_end_matches("-fm").split(['.', '·']);
    let first = parts.next().unwrap_or("");
    let (receiver, mut names): (Option<String>, Vec<&str>) = match first.strip_prefix('(') {
        Some(pointer) => (Some(pointer.trim_start_matches('*').trim_end_matches(')').to_owned()), Vec::new()),
        None => (None, vec![first]),
    };
    let mut literal = value;
    for part in parts {
        if is_made_up(part) {
            literal = true;
        } else {
            names.push(part);
        }
    }
    let mut functions: Vec<Function> = Vec::new();
    let known = |name: &str| !name.is_empty() && name != "glob" && !is_made_up(name);
    match (receiver, names.as_slice()) {
        (Some(receiver), [method, inlined @ ..]) => {
            functions.extend(inlined.last().map(|name| Function { receiver: None, name: (*name).to_owned() }));
            functions.push(Function { receiver: Some(receiver), name: (*method).to_owned() });
        }
        // `T.Method`, or a function and one that was inlined into it.
        (None, [outer, inner, ..]) => {
            functions.push(Function { receiver: Some((*outer).to_owned()), name: (*inner).to_owned() });
            if literal {
                functions.push(Function { receiver: None, name: (*inner).to_owned() });
                functions.push(Function { receiver: None, name: (*outer).to_owned() });
            }
        }
        (None, [only]) => functions.push(Function { receiver: None, name: (*only).to_owned() }),
        (Some(_) | None, []) => {}
    }
    functions.retain(|function| known(&function.name) && function.receiver.as_deref() != Some("glob"));
    (functions, literal)
}

/// Parts of names that the compiler adds: numbers, `func1`, `gowrap2`, `deferwrap1`, `dwrap`, and nothing.
fn is_made_up(part: &str) -> bool {
    let stem = part.trim_end_matches(|character: char| character.is_ascii_digit());
    matches!(stem, "" | "func" | "gowrap" | "deferwrap" | "dwrap" | "dwrap-")
}

/// The name of a function out of a line such as `example.com/p.(*T).F(0xc000010000, {0x1, 0x2})`, with or without the end.
pub(super) fn function_line(line: &str) -> Option<&str> {
    let line = line.trim();
    let mut before = ' ';
    let mut brackets = 0_u32;
    for (at, character) in line.char_indices() {
        match character {
            '[' => brackets += 1,
            ']' => brackets = brackets.saturating_sub(1),
            '(' if before != '.' => return named(&line[..at]),
            _ if character.is_whitespace() && brackets == 0 => return None,
            _ => {}
        }
        before = character;
    }
    None
}

/// The name, if functions are named so.
pub(super) fn named(name: &str) -> Option<&str> {
    let is_start = |character: char| character.is_alphabetic() || character == '_';
    let in_names = |character: char| character.is_alphanumeric() || "_./-%()*[]·~,@+: {};$<>=&".contains(character);
    let tail = &name[name.rfind('/').map_or(0, |at| at + 1)..];
    (name.starts_with(is_start) && tail.contains('.') && name.chars().all(in_names) && !name.contains("://")).then_some(name)
}

/// Endings of files that stacks name, and the name of code without a file.
const FILES: [&str; 6] = [".go:", ".s:", ".goc:", ".c:", ".y:", "<autogenerated>:"];

/// File and line out of a line such as `/src/p/p.go:12 +0x1d`.
pub(super) fn file_line(line: &str) -> Option<(String, u32)> {
    let line = line.trim();
    let (at, ending) = FILES.iter().filter_map(|ending| line.find(ending).map(|at| (at, *ending))).min()?;
    let colon = at + ending.len();
    let digits = line[colon..].bytes().take_while(u8::is_ascii_digit).count();
    let number: u32 = line[colon..colon + digits].parse().ok()?;
    let after = line[colon + digits..].chars().next();
    let path = &line[..colon - 1];
    // Folders of Windows have parentheses, and so do lines of code in a log.
    let is_path = !path.is_empty() && !path.replace("(x86)", "").contains(['(', '"', '\'', '|', '=']) && !path.contains("://");
    (is_path && after.is_none_or(|after| !after.is_alphanumeric() && after != ':')).then(|| (path.replace('\\', "/"), number))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(name: &str) -> String {
        let symbol = Symbol::parse(name);
        let function = |function: &Function| match &function.receiver {
            Some(receiver) => format!("{receiver}.{}", function.name),
            None => function.name.clone(),
        };
        let functions: Vec<String> = symbol.functions.iter().map(function).collect();
        format!("{} | {}{}", symbol.package, functions.join(" "), if symbol.literal { " literal" } else { "" })
    }

    #[test]
    fn names_are_taken_apart() {
        for (name, expected) in [
            ("main.main", "main | main"),
            ("example.com/a/b.(*T).Method", "example.com/a/b | T.Method"),
            ("example.com/a/b.T.Method", "example.com/a/b | T.Method"),
            ("example.com/a/b.New.func3.1", "example.com/a/b | New literal"),
            ("example.com/a/b.(*T).Method.func1", "example.com/a/b | T.Method literal"),
            ("example.com/a/b.(*T[...]).Get", "example.com/a/b | T.Get"),
            ("example.com/a/b.Map[go.shape.string,example.com/c.D].Get", "example.com/a/b | Map.Get"),
            ("example.com/lo.Assign[...]", "example.com/lo | Assign"),
            ("gopkg.in/yaml%2ev2.Unmarshal", "gopkg.in/yaml.v2 | Unmarshal"),
            ("example.com/p.(*T).Start.gowrap2", "example.com/p | T.Start literal"),
            ("example.com/p.(*T).Start·dwrap·7", "example.com/p | T.Start literal"),
            ("example.com/p.(*T).run.deferwrap1", "example.com/p | T.run literal"),
            ("example.com/p.(*T).build.Endpoint.func30", "example.com/p | Endpoint T.build literal"),
            ("example.com/p.(*H).(example.com/p.handle)-fm", "example.com/p | H.handle literal"),
            ("example.com/p.(*H).handle-fm", "example.com/p | H.handle literal"),
            ("jobr/vendor/example.com/gorm.(*DB).clone", "example.com/gorm | DB.clone"),
            ("a/Godeps/_workspace/src/example.com/w.Quit", "example.com/w | Quit"),
            ("example.com/p.glob..func1", "example.com/p |  literal"),
            ("example.com/p.func·043", "example.com/p |  literal"),
            ("example.com/p.init.0", "example.com/p | init literal"),
            ("nonsense", " | "),
            ("", " | "),
        ] {
            assert_eq!(shown(name), expected, "{name}");
        }
    }

    #[test]
    fn functions_end_where_their_arguments_begin() {
        assert_eq!(function_line("main.f(0x1, {0x2, 0x3})"), Some("main.f"));
        assert_eq!(function_line("  a/b.(*T).F(...)"), Some("a/b.(*T).F"));
        assert_eq!(function_line("a/b.(*H).(a/b.f)-fm(0x1)   - "), Some("a/b.(*H).(a/b.f)-fm"));
        assert_eq!(function_line("a/b.F[go.shape.struct { X int }].G(0x1"), Some("a/b.F[go.shape.struct { X int }].G"));
        for none in ["", "401e18)", "see main.f(1)", "main", "f(1)", "=0x42ce72", "2024-01-01 a.b(c)", "https://a.b/c(d)", "(a.b)"] {
            assert_eq!(function_line(none), None, "{none}");
        }
    }

    #[test]
    fn files_end_with_a_line_number() {
        let file = |line: &str| file_line(line);
        assert_eq!(file("\t/src/p/p.go:12 +0x1d fp=0x1"), Some(("/src/p/p.go".to_owned(), 12)));
        assert_eq!(file("C:/Program Files/Go/src/runtime/map.go:3 +0x1"), Some(("C:/Program Files/Go/src/runtime/map.go".to_owned(), 3)));
        assert_eq!(file("D:\\a\\b.go:7"), Some(("D:/a/b.go".to_owned(), 7)));
        assert_eq!(file("<autogenerated>:1 +0x44"), Some(("<autogenerated>".to_owned(), 1)));
        assert_eq!(file("      p/p.go:12 +0x0\"}"), Some(("p/p.go".to_owned(), 12)));
        for none in ["", "p.go", "p.go:", "p.go:x", "main.f(p.go:3)", "p.go:99999999999", "https://h/p.go:3", "x.go:3a", "p.go:3:4"] {
            assert_eq!(file(none), None, "{none}");
        }
    }
}
