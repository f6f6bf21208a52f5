//! Library models: what functions of packages that are not analysed do, as data with a closed list of effects.
//!
//! Names are full symbol paths. The major version in a path (`/v2`) does not count, so that a row speaks of all versions.

mod effect;
mod files;
mod listing;
mod rows;

pub use effect::{Callback, Effect, MethodRuns, Runs, Served, Start, Started, Through, Visited};
pub use listing::{ModelRow, RowSays, model_rows};

use crate::ty::{FuncRef, Name, Ty, TypeName};
pub(crate) use files::FILES;
use rows::File;
use rustc_hash::{FxHashMap, FxHashSet};
use std::sync::{Arc, LazyLock};

/// By package and receiver: beginnings of names, and what functions with such names do.
type Patterns = FxHashMap<(Name, Option<Name>), Vec<(String, Vec<Effect>)>>;

/// All models.
#[derive(Clone, Default, Debug)]
pub struct Library {
    funcs: FxHashMap<FuncRef, Vec<Effect>>,
    results: FxHashMap<FuncRef, Vec<Ty>>,
    /// Of functions that run the methods of an object: those that run while no other does.
    alone: FxHashMap<FuncRef, Vec<Name>>,
    /// The methods that functions call of an object that they are handed, where that is not all exported ones.
    called: FxHashMap<FuncRef, Vec<Name>>,
    types: FxHashMap<TypeName, Ty>,
    /// By method name, or the empty name where the types alone mark a function.
    entries: FxHashMap<Name, FxHashSet<Vec<Ty>>>,
    /// Where a name stands for all that begin so.
    patterns: Patterns,
    fields: FxHashMap<(TypeName, Name), Callback>,
}

/// Whose rows they are.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Rank {
    /// Several files may describe one function: marshalling here, goroutines there.
    BuiltIn,
    /// A row takes the place of what is built in.
    User,
}

static BUILT_IN: LazyLock<Library> = LazyLock::new(|| {
    let mut library = Library::default();
    for (file, text) in FILES {
        library.add(file, text, Rank::BuiltIn).expect("embedded models are valid; a test reads them");
    }
    library.settle();
    library
});

impl Library {
    /// The models that are built in.
    pub fn built_in() -> &'static Library {
        &BUILT_IN
    }

    /// The effects of a function; none when it is not modelled.
    pub fn effects(&self, func: FuncRef) -> &[Effect] {
        let func = FuncRef { package: plain(func.package), ..func };
        if let Some(known) = self.funcs.get(&func) {
            return known;
        }
        let patterns = self.patterns.get(&(func.package, func.receiver)).map_or(&[][..], Vec::as_slice);
        patterns.iter().find(|(start, _)| func.name.starts_with(start.as_str())).map_or(&[], |(_, effects)| effects)
    }

    /// How a package runs the nth argument of a method of this name, where it has one such method.
    pub fn start_by_method(&self, package: Name, method: Name, argument: usize) -> Option<Start> {
        let package = plain(package);
        #[allow(clippy::iter_over_hash_type, reason = "one is taken only if it is the only one")]
        let mut rows = self.funcs.iter().filter(|(func, _)| func.package == package && func.name == method && func.receiver.is_some());
        let (Some((_, effects)), None) = (rows.next(), rows.next()) else { return None };
        effects.iter().filter_map(Effect::start).find(|start| usize::from(start.argument) == argument)
    }

    /// The types that a function returns; none when they are not modelled.
    pub fn results(&self, func: FuncRef) -> Option<&[Ty]> {
        self.results.get(&FuncRef { package: plain(func.package), ..func }).map(Vec::as_slice)
    }

    /// Whether a function that runs the methods of an object runs this one while it runs no other of them.
    pub(crate) fn runs_alone(&self, func: FuncRef, method: Name) -> bool {
        self.alone.get(&FuncRef { package: plain(func.package), ..func }).is_some_and(|names| names.contains(&method))
    }

    /// The methods that a function calls of an object that it is handed; `None` where any exported one may be among them.
    pub(crate) fn called_methods(&self, func: FuncRef) -> Option<&[Name]> {
        self.called.get(&FuncRef { package: plain(func.package), ..func }).map(Vec::as_slice)
    }

    /// Whether the parameters of a function or method, or its name and they, mark it as one that a server runs for each
    /// request, at the same time as others.
    pub fn is_entry(&self, method: Option<Name>, params: &[Ty]) -> bool {
        if params.is_empty() {
            return false;
        }
        let params: Vec<Ty> = params.iter().map(plain_type).collect();
        let marks = |name: Name| self.entries.get(&name).is_some_and(|known| known.contains(&params));
        marks(Name::from("")) || method.is_some_and(marks) || is_wrapped_handler(&params)
    }

    /// What a function value that is stored in a field of a library's struct does.
    pub fn field(&self, owner: TypeName, field: Name) -> Option<Callback> {
        self.fields.get(&(TypeName { package: plain(owner.package), ..owner }, field)).copied()
    }

    /// What a library type stands for, when that is modelled.
    pub fn underlying(&self, name: TypeName) -> Option<&Ty> {
        self.types.get(&TypeName { package: plain(name.package), ..name })
    }

    /// Says of what runs later what it waits for: the scheduler of its own package, where that has one, or a server.
    pub(crate) fn settle(&mut self) {
        let all = self.funcs.values().flatten().chain(self.patterns.values().flatten().flat_map(|(_, effects)| effects));
        let starters = all.filter_map(|effect| if let Effect::Starts(started) = effect { Some(started.of) } else { None });
        let starters: FxHashSet<Name> = starters.collect();
        let awaited = |package: Name| Some(family(package)).filter(|family| starters.contains(family));
        let settle = |package: Name, effects: &mut Vec<Effect>| {
            for effect in effects {
                if let Effect::Spawn(start) = effect {
                    start.awaits = awaited(package).filter(|_| start.later);
                }
            }
        };
        self.funcs.iter_mut().for_each(|(func, effects)| settle(func.package, effects));
        self.patterns.iter_mut().for_each(|((package, _), rows)| rows.iter_mut().for_each(|(_, effects)| settle(*package, effects)));
        self.fields.iter_mut().for_each(|((owner, _), callback)| {
            callback.start.awaits = awaited(owner.package).filter(|_| callback.start.later);
        });
    }

    /// Takes in the rows of a file.
    pub(crate) fn add(&mut self, file: &str, text: &str, rank: Rank) -> Result<(), String> {
        let parsed: File = toml::from_str(text).map_err(|err| format!("{file}: {err}"))?;
        for row in parsed.func {
            let func = parse_name(&row.name).ok_or_else(|| format!("{file}: `{}` is no symbol path", row.name))?;
            let func = FuncRef { package: plain(func.package), ..func };
            match func.name.strip_suffix('*') {
                Some(start) => {
                    let known = self.patterns.entry((func.package, func.receiver)).or_default();
                    known.retain(|(other, _)| rank == Rank::BuiltIn || other != start);
                    known.push((start.to_owned(), row.effects()));
                }
                None if rank == Rank::User => drop(self.funcs.insert(func, row.effects())),
                None => join(self.funcs.entry(func).or_default(), row.effects()),
            }
            for (table, names) in [(&mut self.alone, &row.alone), (&mut self.called, &row.methods)] {
                if !names.is_empty() {
                    table.insert(func, names.iter().map(|name| Name::from(name)).collect());
                }
            }
            let results: Option<Vec<Ty>> = row.returns.iter().map(|text| result_type(text)).collect();
            let results = results.ok_or_else(|| format!("{file}: `{}` returns no type path", row.name))?;
            if !results.is_empty() {
                self.results.insert(func, results);
            }
        }
        for row in parsed.entry {
            let params: Option<Vec<Ty>> = row.params.iter().map(|text| result_type(text)).collect();
            let params = params.ok_or_else(|| format!("{file}: `{}` are no type paths", row.params.join(", ")))?;
            let method = Name::from(row.method.as_deref().unwrap_or_default());
            self.entries.entry(method).or_default().insert(params.iter().map(plain_type).collect());
        }
        for row in parsed.field {
            let name = row.name.rsplit_once('.').and_then(|(owner, field)| Some((parse_name(owner)?, field)));
            let (owner, field) = name.ok_or_else(|| format!("{file}: `{}` is no path of a field", row.name))?;
            let owner = TypeName { package: plain(owner.package), name: owner.name };
            self.fields.insert((owner, Name::from(field)), row.callback());
        }
        for row in parsed.r#type {
            let name = parse_name(&row.name).ok_or_else(|| format!("{file}: `{}` is no symbol path", row.name))?;
            let value = row.map_of.as_deref().map(map_value).ok_or_else(|| format!("{file}: `{}` says nothing", row.name))?;
            self.types.insert(TypeName { package: plain(name.package), name: name.name }, Ty::map(Ty::basic("string"), value));
        }
        Ok(())
    }
}

/// Reads the type of a map's values.
fn map_value(text: &str) -> Ty {
    match text {
        "[]string" => Ty::Slice(Arc::new(Ty::basic("string"))),
        "any" => Ty::Interface(Arc::default()),
        other => Ty::basic(other),
    }
}

fn join(known: &mut Vec<Effect>, more: Vec<Effect>) {
    for effect in more {
        if !known.contains(&effect) {
            known.push(effect);
        }
    }
}

/// Parameters that a project adds to those of its HTTP handlers, at most.
const ADDED: usize = 2;

/// Whether a function takes what an HTTP handler takes, and something besides that a wrapper of the project's own hands it: a context,
/// a user, the variables of the route.
fn is_wrapped_handler(params: &[Ty]) -> bool {
    let is = |ty: &Ty, wanted: &str| matches!(ty, Ty::Named(name, _) if name.package == "net/http" && name.name == wanted);
    let is_pair = |pair: &[Ty]| is(&pair[0], "ResponseWriter") && matches!(&pair[1], Ty::Pointer(inner) if is(inner, "Request"));
    (3..=2 + ADDED).contains(&params.len()) && params.windows(2).any(is_pair)
}

/// Packages whose handlers any HTTP server may serve, whichever of them it is of.
const HTTP: [&str; 15] = [
    "expvar",
    "github.com/beego/beego/server/web",
    "github.com/emicklei/go-restful",
    "github.com/gin-gonic/gin",
    "github.com/go-chi/chi",
    "github.com/gofiber/fiber",
    "github.com/gorilla/mux",
    "github.com/julienschmidt/httprouter",
    "github.com/kataras/iris",
    "github.com/labstack/echo",
    "github.com/olahol/melody",
    "github.com/urfave/negroni",
    "github.com/valyala/fasthttp",
    "golang.org/x/net/websocket",
    "net/http",
];

/// Libraries of user interfaces of which one goroutine, the event loop, runs every function that they are handed: handlers of keys and
/// of widgets, and what other goroutines queue for it. Their packages lie below these paths.
const EVENT_LOOPS: [&str; 8] = [
    "code.rocketnine.space/tslocum/cview",
    "github.com/awesome-gocui/gocui",
    "github.com/derailed/tview",
    "github.com/gotk3/gotk3",
    "github.com/jroimartin/gocui",
    "github.com/lxn/walk",
    "github.com/rivo/tview",
    "gitlab.com/tslocum/cview",
];

/// The library whose event loop runs all functions that a package is handed.
///
/// Misses: programs in which two event loops of one library run.
pub fn event_loop(package: Name) -> Option<Name> {
    let is_below = |root: &&&str| package.strip_prefix(**root).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'));
    EVENT_LOOPS.iter().find(is_below).map(|root| Name::from(root))
}

/// By what a package's server or scheduler is known: servers of HTTP by the empty name, others by the package.
fn family(package: Name) -> Name {
    if HTTP.contains(&package.as_str()) { Name::default() } else { package }
}

/// An import path without its major version: `a/b/v2/c` is `a/b/c`. A version after a dot (`yaml.v3`) stays.
fn plain(path: Name) -> Name {
    let is_version = |part: &str| part.strip_prefix('v').is_some_and(|digits| !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit()));
    if !path.contains("/v") || !path.split('/').any(is_version) || !path.contains('.') {
        return path;
    }
    let parts: Vec<&str> = path.split('/').filter(|part| !is_version(part)).collect();
    Name::from(&parts.join("/"))
}

fn plain_type(ty: &Ty) -> Ty {
    match ty {
        Ty::Named(name, args) => Ty::Named(TypeName { package: plain(name.package), ..*name }, args.clone()),
        Ty::Pointer(inner) => plain_type(inner).pointer(),
        Ty::Slice(inner) => Ty::slice(plain_type(inner)),
        Ty::Chan(inner) => Ty::Chan(Arc::new(plain_type(inner))),
        other => other.clone(),
    }
}

/// Reads `*sync.Mutex`, `[]a/b.T`, `chan a/b.T`, `context.Context`, `any` or `_`.
pub(crate) fn result_type(text: &str) -> Option<Ty> {
    if let Some(inner) = text.strip_prefix("[]") {
        return Some(Ty::slice(result_type(inner)?));
    }
    if let Some(inner) = text.strip_prefix("chan ") {
        return Some(Ty::Chan(Arc::new(result_type(inner)?)));
    }
    match text {
        "_" => return Some(Ty::Unknown),
        "any" => return Some(Ty::Interface(Arc::default())),
        "byte" => return Some(Ty::basic("uint8")),
        "string" | "bool" | "int" => return Some(Ty::basic(text)),
        _ => {}
    }
    let (package, name) = text.trim_start_matches('*').rsplit_once('.')?;
    let named = Ty::named(TypeName { package: Name::from(package), name: Name::from(name) });
    Some(if text.starts_with('*') { named.pointer() } else { named })
}

/// Reads `(*sync.Mutex).Lock`, `(sync.Locker).Lock` or `maps.Copy` with full import paths.
pub fn parse_name(text: &str) -> Option<FuncRef> {
    if let Some(rest) = text.strip_prefix('(') {
        let (receiver, method) = rest.split_once(").")?;
        let (package, ty) = receiver.trim_start_matches('*').rsplit_once('.')?;
        return Some(FuncRef { package: Name::from(package), receiver: Some(Name::from(ty)), name: Name::from(method) });
    }
    let (package, name) = text.rsplit_once('.')?;
    Some(FuncRef { package: Name::from(package), receiver: None, name: Name::from(name) })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn embedded_models_are_valid() {
        let mut library = Library::default();
        for (file, text) in FILES {
            assert_eq!(library.add(file, text, Rank::BuiltIn), Ok(()));
        }
        let lock = parse_name("(*sync.RWMutex).RLock").expect("a symbol path");
        assert_eq!(library.effects(lock), [Effect::Acquire(crate::body::LockMode::Read)]);
    }

    #[test]
    fn a_wrong_word_is_an_error_that_names_the_file() {
        let err = Library::default().add("x.toml", "[[func]]\nname = \"a.B\"\nis = [\"singal\"]\n", Rank::User).expect_err("no such word");
        assert!(err.starts_with("x.toml:") && err.contains("singal"), "{err}");
    }
}
