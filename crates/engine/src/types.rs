//! What lowering concludes of expressions: for `mapvet debug types`, and as rows that can be held against the Go type
//! checker.

use crate::apart::{Given, again};
use crate::check::with_threads;
use crate::dependencies::Dependencies;
use crate::dump::Around;
use crate::files::Files;
use crate::plan::{self, Plan};
use crate::schedule::{self, Quiet};
use crate::settings::Settings;
use crate::standard;
use crate::unit_plan::PlannedUnit;
use mapvet_model::{FuncRef, IsMap, Note, Noted, Path, Ty, TypeName, ty_text};
use mapvet_sharing::{Facts, UnitInput};
use mapvet_syntax::{LineIndex, Parser, Span};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::sync::Arc;
use ustr::Ustr;

/// Longer pieces of source are cut.
const LONGEST_SOURCE: usize = 40;

/// One conclusion in the words of the comparison with the Go type checker.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct TypeRow {
    /// Path relative to the root, with `/`.
    pub file: String,
    /// `a` whether an operand is a map, `b` the static callee, `c` the type that declares a field, `d` the lock that is
    /// taken or given back, `e` the method of an interface, `f` the variables that a literal captures.
    pub kind: char,
    /// Byte offset of the expression, or of the name in it.
    pub start: u32,
    /// Where it ends.
    pub end: u32,
    /// The answer; `?` if it is not known, and with a leading `!` if it is something of another kind.
    pub value: String,
}

/// The rows of all files that the patterns cover, sorted.
pub fn type_rows(settings: &Settings, files: &dyn Files) -> Vec<TypeRow> {
    with_threads(settings.jobs, || {
        let plan = plan::plan(settings, files);
        let facts = schedule::run(&plan, files, &Quiet).facts;
        let mut rows: Vec<TypeRow> = notes(&plan, &facts, files).iter().flat_map(|(file, _, notes)| rows_of(file, notes)).collect();
        rows.sort();
        rows.dedup();
        rows
    })
}

/// What each expression of the files that the patterns cover is, a line each: innermost first if a position is given.
pub(crate) fn in_words(plan: &Plan, facts: &[Arc<Facts>], files: &dyn Files, around: Option<Around>) -> String {
    let origins = Origins {
        analysed: plan.units.iter().map(|unit| unit.path).collect(),
        dependencies: Dependencies::new(plan.dependencies.clone(), plan.models.clone(), files),
    };
    let mut out = String::new();
    for (file, text, mut notes) in notes(plan, facts, files) {
        let lines = LineIndex::new(&text);
        notes.retain(|note| around.is_none_or(|around| is_asked(note.span, around, &lines)));
        let innermost_first = around.is_some_and(|around| around.column.is_some());
        let order = |note: &Note| (if innermost_first { note.span.end - note.span.start } else { 0 }, note.span.start, note.span.end);
        let mut rows: Vec<_> = notes.iter().map(|note| (order(note), note, origins.words(&note.what, &lines))).collect();
        rows.sort_by(|left, right| (left.0, &left.2).cmp(&(right.0, &right.2)));
        rows.dedup_by(|left, right| left.0 == right.0 && left.2 == right.2);
        for (_, note, words) in rows {
            let place = lines.line_col(note.span.start);
            let source = String::from_utf8_lossy(text.get(note.span.start as usize..note.span.end as usize).unwrap_or_default());
            let first: String = source.lines().next().unwrap_or_default().chars().take(LONGEST_SOURCE).collect();
            let _ = writeln!(out, "{file}:{}:{}: `{first}`: {words}", place.line, place.column);
        }
    }
    out
}

/// Whether an expression is asked for.
fn is_asked(span: Span, around: Around, lines: &LineIndex) -> bool {
    let Some((start, end)) = lines.line(around.line) else { return false };
    match around.column {
        Some(column) => (span.start..span.end).contains(&start.saturating_add(column.saturating_sub(1))),
        None => (start..end).contains(&span.start),
    }
}

/// A file with its text and what was noted of it.
type Noticed = (String, Arc<[u8]>, Vec<Note>);

/// Lowers each unit that is asked for once more, with the facts that it saw the first time, and takes notes.
fn notes(plan: &Plan, facts: &[Arc<Facts>], files: &dyn Files) -> Vec<Noticed> {
    let of_unit = |unit: &PlannedUnit, input: &UnitInput, deps: &Given<'_>, parser: &mut Parser| {
        let reported: BTreeSet<&str> = unit.files.iter().filter(|file| file.reported).map(|file| file.path.as_str()).collect();
        let mut by_file: BTreeMap<u32, Vec<Note>> = BTreeMap::new();
        for note in mapvet_sharing::notes(input, deps, parser) {
            by_file.entry(note.span.file.0).or_default().push(note);
        }
        let named = by_file.into_iter().map(|(file, notes)| (&input.files[file as usize], notes));
        let kept = named.filter(|(file, _)| reported.contains(file.path.as_str()));
        kept.map(|(file, notes)| (file.path.clone(), file.text.clone(), notes)).collect::<Vec<_>>()
    };
    again(plan, facts, files, of_unit).concat()
}

fn rows_of(file: &str, notes: &[Note]) -> Vec<TypeRow> {
    let mut rows = Vec::new();
    let mut uses: Vec<(Span, Span, Ustr)> = Vec::new();
    let mut literals = Vec::new();
    for note in notes {
        let mut row = |kind: char, value: String| {
            rows.push(TypeRow { file: file.to_owned(), kind, start: note.span.start, end: note.span.end, value });
        };
        match &note.what {
            Noted::Expression(_) => {}
            Noted::Operand(_, IsMap::Yes) => row('a', "map".to_owned()),
            Noted::Operand(_, IsMap::No) => row('a', "other".to_owned()),
            Noted::Operand(_, IsMap::Unknown) => row('a', "?".to_owned()),
            Noted::Use(name, declared) => uses.push((note.span, *declared, *name)),
            Noted::Literal => literals.push(note.span),
            Noted::Field(path) => row('c', path.last().map_or_else(String::new, |(owner, _)| type_text(*owner))),
            Noted::Call(func, path) => {
                row('b', func_text(*func));
                row('e', "!static".to_owned());
                if is_lock(*func) {
                    row('d', lock_text(*func, path));
                }
            }
            Noted::InterfaceCall(listed_by, name) => {
                row('b', "!interface".to_owned());
                row('e', format!("{}.{name}", type_text(*listed_by)));
            }
            Noted::OtherCall(what) => {
                row('b', format!("!{what}"));
                row('e', format!("!{what}"));
            }
            Noted::UnknownCall => {
                row('b', "?".to_owned());
                row('e', "?".to_owned());
            }
        }
    }
    rows.extend(literals.into_iter().map(|literal| captures(file, literal, &uses)));
    rows
}

/// The variables that a literal uses and does not declare.
fn captures(file: &str, literal: Span, uses: &[(Span, Span, Ustr)]) -> TypeRow {
    let inside = |span: Span| literal.start <= span.start && span.end <= literal.end;
    let captured = uses.iter().filter(|(at, declared, _)| inside(*at) && !inside(*declared));
    let captured: BTreeSet<(u32, Ustr)> = captured.map(|(_, declared, name)| (declared.start, *name)).collect();
    let value = captured.iter().map(|(start, name)| format!("{name}@{start}")).collect::<Vec<_>>().join(",");
    TypeRow { file: file.to_owned(), kind: 'f', start: literal.start, end: literal.end, value }
}

fn is_lock(func: FuncRef) -> bool {
    let is_type = func.receiver.is_some_and(|receiver| receiver == "Mutex" || receiver == "RWMutex");
    func.package == "sync" && is_type && matches!(func.name.as_str(), "Lock" | "RLock" | "Unlock" | "RUnlock" | "TryLock" | "TryRLock")
}

fn lock_text(func: FuncRef, path: &Path) -> String {
    let steps: Vec<&str> = path.iter().map(|(_, name)| name.as_str()).collect();
    format!("{} {}", func_text(func), steps.join(".")).trim_end().to_owned()
}

/// The path of a package; what is vendored goes by its own name.
fn package_text(path: &str) -> &str {
    path.rsplit_once("vendor/").map_or(path, |(_, own)| own)
}

/// `path.Type`; a type that a function declares is `path.#.Type`.
fn type_text(name: TypeName) -> String {
    if name.package.is_empty() {
        return name.name.to_string();
    }
    let own = match name.name.rsplit_once('.') {
        Some((_, local)) => format!("#.{}", local.split('#').next().unwrap_or(local)),
        None => name.name.to_string(),
    };
    format!("{}.{own}", package_text(&name.package))
}

fn func_text(func: FuncRef) -> String {
    let receiver = func.receiver.map(|receiver| format!("{receiver}.")).unwrap_or_default();
    format!("{}.{receiver}{}", package_text(&func.package), func.name)
}

/// Where declarations come from.
struct Origins<'o> {
    analysed: BTreeSet<Ustr>,
    dependencies: Dependencies<'o>,
}

impl Origins<'_> {
    /// Where what a package declares was read.
    fn of(&self, package: Ustr) -> &'static str {
        let own = package.strip_suffix("_test").map(Ustr::from);
        match () {
            () if package.is_empty() => "",
            () if self.analysed.contains(&package) || own.is_some_and(|own| self.analysed.contains(&own)) => "",
            () if standard::table().is_some_and(|table| table.package_name(&package).is_some()) => ", by the built-in table of the standard library",
            () if self.dependencies.interface(&package).is_some() => ", by the source of a dependency",
            () => ", whose source is not at hand",
        }
    }

    fn of_type(&self, ty: &Ty) -> &'static str {
        match ty.pointee() {
            Ty::Named(name, _) => self.of(name.package),
            _ => "",
        }
    }

    fn words(&self, what: &Noted, lines: &LineIndex) -> String {
        match what {
            Noted::Expression(Ty::Unknown) => "type not known".to_owned(),
            Noted::Expression(ty) => format!("type {}{}", ty_text(ty), self.of_type(ty)),
            Noted::Operand(ty, IsMap::Yes) => format!("a map, by its type {}{}", ty_text(ty), self.of_type(ty)),
            Noted::Operand(ty, IsMap::No) => format!("no map, by its type {}{}", ty_text(ty), self.of_type(ty)),
            Noted::Operand(_, IsMap::Unknown) => "may be a map: its type is not known".to_owned(),
            Noted::Use(name, declared) => {
                let at = lines.line_col(declared.start);
                format!("variable `{name}`, declared at {}:{}", at.line, at.column)
            }
            Noted::Literal => "function literal".to_owned(),
            Noted::Field(path) => match path.split_last() {
                Some(((owner, name), before)) => {
                    format!("field `{name}` of {}{}{}", type_text(*owner), through(before), self.of(owner.package))
                }
                None => "field".to_owned(),
            },
            Noted::Call(func, path) => format!("call of {func}{}{}", through(path), self.of(func.package)),
            Noted::InterfaceCall(listed_by, name) => {
                format!("call of the interface method {}.{name}{}", type_text(*listed_by), self.of(listed_by.package))
            }
            Noted::OtherCall(what) => format!("call: {what}"),
            Noted::UnknownCall => "call of something that is not known".to_owned(),
        }
    }
}

fn through(path: &[(TypeName, Ustr)]) -> String {
    let steps: Vec<String> = path.iter().map(|(_, name)| format!("`{name}`")).collect();
    if steps.is_empty() { String::new() } else { format!(", through embedded {}", steps.join(", ")) }
}
