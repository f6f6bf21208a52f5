//! What no table of keys says of rows that users write: some are there twice, say nothing, contradict themselves, or name
//! what Go's own library does not have.

use crate::decl::Interface;
use crate::library::parse_name;
use crate::ty::{FuncRef, Name, Ty};
use crate::vocabulary::{Mistake, nearest};
use std::collections::BTreeMap;
use std::ops::Range;
use toml::de::{DeTable, DeValue};

/// The interfaces of Go's own library, by import path.
pub type Standard<'s> = &'s dyn Fn(Name) -> Option<Interface>;

/// The rows of one file.
pub(crate) struct Rows<'r> {
    /// The file's number.
    pub number: usize,
    /// All files, with their texts.
    pub files: &'r [(String, String)],
    /// The text of this one.
    pub text: &'r str,
    /// What the names of Go's own library are held against.
    pub standard: Standard<'r>,
}

/// Keys that say more about others: one of `of` has to stand beside `key`.
const ABOUT: [(&str, &[&str]); 8] = [
    ("methods", &["serve", "serve_from"]),
    ("alone", &["serve", "serve_from"]),
    ("in_turn", &["serve", "serve_from"]),
    ("runs", &["spawn", "spawn_from", "serve", "serve_from"]),
    ("waits", &["spawn", "spawn_from"]),
    ("later", &["spawn", "spawn_from"]),
    ("joined", &["spawn", "spawn_from"]),
    ("through", &["read_map", "read_map_from", "write_map"]),
];

/// Keys that cannot both be true.
const AGAINST: [(&str, &str); 4] = [("acquire", "release"), ("acquire", "try_acquire"), ("try_acquire", "release"), ("later", "waits")];

/// Keys that say nothing of what the function does.
const SILENT: [&str; 3] = ["name", "known", "seen"];

impl Rows<'_> {
    /// Adds the mistakes of all rows; `named` are the rows of the files before.
    pub fn check(&self, table: &DeTable<'_>, named: &mut BTreeMap<String, (usize, u32)>, mistakes: &mut Vec<(usize, Mistake)>) {
        let lines = mapvet_syntax::LineIndex::new(self.text.as_bytes());
        let mistake = |at: Range<usize>, text: String| {
            let place = lines.line_col(at.start as u32);
            (self.number, Mistake { line: place.line, column: place.column, text })
        };
        for kind in ["func", "type", "entry", "field"] {
            let rows = table.get(kind).and_then(|rows| rows.get_ref().as_array());
            for row in rows.into_iter().flat_map(|rows| rows.iter()) {
                let Some(keys) = row.get_ref().as_table() else { continue };
                let Some((name, at)) = named_by(keys) else { continue };
                let line = lines.line_col(at.start as u32).line;
                if let Some((file, line)) = named.get(&format!("{kind} {name}")) {
                    let text = format!("`{name}` is there already, in line {line} of {}", self.files[*file].0);
                    mistakes.push(mistake(at.clone(), text));
                } else {
                    named.insert(format!("{kind} {name}"), (self.number, line));
                }
                if kind == "func" {
                    mistakes.extend(contradictions(keys, &at).into_iter().map(|(at, text)| mistake(at, text)));
                }
                mistakes.extend(self.unknown(kind, keys).into_iter().map(|(at, text)| mistake(at, text)));
            }
        }
    }

    /// Names of Go's own library that are not there.
    fn unknown(&self, kind: &str, keys: &DeTable<'_>) -> Vec<(Range<usize>, String)> {
        let mut found = Vec::new();
        if let Some(name) = keys.get("name") {
            let text = name.get_ref().as_str().unwrap_or_default();
            let wrong = match kind {
                "func" => parse_name(text).and_then(|func| self.unknown_func(func)),
                "type" => self.unknown_type(text),
                _ => text.rsplit_once('.').and_then(|(owner, field)| self.unknown_type(owner).or_else(|| self.unknown_field(owner, field))),
            };
            found.extend(wrong.map(|text| (name.span(), text)));
        }
        for types in [keys.get("params"), keys.get("returns")].into_iter().flatten() {
            for ty in types.get_ref().as_array().into_iter().flat_map(|types| types.iter()) {
                let wrong = ty.get_ref().as_str().and_then(|text| self.unknown_type(text));
                found.extend(wrong.map(|text| (ty.span(), text)));
            }
        }
        found
    }

    fn unknown_func(&self, func: FuncRef) -> Option<String> {
        let interface = (self.standard)(func.package)?;
        if let Some(receiver) = func.receiver
            && let Some(wrong) = self.no_such_type(&interface, receiver)
        {
            return Some(wrong);
        }
        if func.receiver.is_some_and(|receiver| has_more_methods(&interface, receiver)) {
            return None;
        }
        let own = || interface.funcs.iter().filter(|decl| decl.receiver == func.receiver).map(|decl| decl.name);
        // A function may be a conversion, or lie in a variable.
        let others =
            || interface.types.iter().map(|decl| decl.name).chain(interface.vars.iter().map(|decl| decl.name)).filter(|_| func.receiver.is_none());
        let is_there = match func.name.strip_suffix('*') {
            Some(start) => own().any(|name| name.starts_with(start)),
            None => own().chain(others()).any(|name| name == func.name),
        };
        let owner = func.receiver.map_or_else(|| func.package.to_string(), |receiver| format!("{}.{receiver}", func.package));
        let what = if func.receiver.is_some() { "method" } else { "function" };
        let names: Vec<Name> = own().collect();
        (!is_there).then(|| format!("`{owner}` has no {what} `{}`{}", func.name, meant(&func.name, &names)))
    }

    /// What is wrong with a type's path, which may be written with `*`, `[]` or `chan`.
    fn unknown_type(&self, text: &str) -> Option<String> {
        let plain = text.trim_start_matches("[]").trim_start_matches("chan ").trim_start_matches('*');
        let (package, name) = plain.rsplit_once('.')?;
        let interface = (self.standard)(Name::from(package))?;
        self.no_such_type(&interface, Name::from(name))
    }

    fn no_such_type(&self, interface: &Interface, name: Name) -> Option<String> {
        if interface.type_decl(name).is_some() {
            return None;
        }
        let names: Vec<Name> = interface.types.iter().map(|decl| decl.name).collect();
        Some(format!("`{}` has no type `{name}`{}", interface.path, meant(&name, &names)))
    }

    fn unknown_field(&self, owner: &str, field: &str) -> Option<String> {
        let (package, name) = owner.rsplit_once('.')?;
        let interface = (self.standard)(Name::from(package))?;
        let Ty::Struct(fields) = &interface.type_decl(Name::from(name))?.underlying else { return None };
        let names: Vec<Name> = fields.fields.iter().map(|field| field.name).collect();
        let is_there = names.iter().any(|name| *name == field) || fields.fields.iter().any(|field| field.embedded);
        (!is_there).then(|| format!("`{owner}` has no field `{field}`{}", meant(field, &names)))
    }
}

/// Whether a type may have methods that are not declared for it: an interface, or a struct with embedded fields.
fn has_more_methods(interface: &Interface, name: Name) -> bool {
    match interface.type_decl(name).map(|decl| &decl.underlying) {
        Some(Ty::Struct(fields)) => fields.fields.iter().any(|field| field.embedded) || fields.fields.is_empty(),
        Some(Ty::Interface(_) | Ty::Named(..) | Ty::Unknown) | None => true,
        Some(_) => false,
    }
}

fn meant(word: &str, known: &[Name]) -> String {
    match nearest(word, known.iter().map(Name::as_str)) {
        Some(near) => format!("; did you mean `{near}`?"),
        None => String::new(),
    }
}

/// By what a row is known, and where that stands.
fn named_by(keys: &DeTable<'_>) -> Option<(String, Range<usize>)> {
    let method = keys.get("method").and_then(|method| method.get_ref().as_str());
    match (keys.get("name"), keys.get("params")) {
        (Some(name), _) => Some((name.get_ref().as_str().unwrap_or_default().replace('*', ""), name.span())),
        (None, Some(params)) => {
            let types = params_text(params.get_ref());
            Some((method.map_or_else(|| types.clone(), |method| format!("{method}({types})")), params.span()))
        }
        (None, None) => None,
    }
}

fn params_text(params: &DeValue<'_>) -> String {
    let params = params.as_array().into_iter().flat_map(|params| params.iter());
    params.filter_map(|param| param.get_ref().as_str()).collect::<Vec<_>>().join(", ")
}

/// What a row says that cannot be, or is about nothing.
fn contradictions(keys: &DeTable<'_>, name: &Range<usize>) -> Vec<(Range<usize>, String)> {
    let mut found = Vec::new();
    for (key, of) in ABOUT {
        if let Some(value) = keys.get(key)
            && !of.iter().any(|other| keys.contains_key(*other))
        {
            found.push((value.span(), format!("`{key}` says how, but not of what: it goes with `{}`", of.join("` or `"))));
        }
    }
    for (one, other) in AGAINST {
        if let (Some(_), Some(value)) = (keys.get(one), keys.get(other)) {
            found.push((value.span(), format!("`{other}` contradicts `{one}`")));
        }
    }
    for (list, value) in keys {
        let arguments: Vec<&str> = value.get_ref().as_array().into_iter().flat_map(|values| values.iter()).filter_map(number).collect();
        if let Some(twice) = arguments.iter().enumerate().find_map(|(at, argument)| arguments[..at].contains(argument).then_some(argument)) {
            found.push((value.span(), format!("`{}` names argument {twice} twice", list.get_ref())));
        }
    }
    let about = ABOUT.iter().map(|(key, _)| *key);
    if found.is_empty()
        && keys.keys().all(|key| SILENT.contains(&key.get_ref().as_ref()) || about.clone().any(|about| about == key.get_ref().as_ref()))
    {
        found.push((name.clone(), "the row does not say what the function does".to_owned()));
    }
    found
}

/// The digits of a number.
fn number<'v>(value: &'v toml::Spanned<DeValue<'_>>) -> Option<&'v str> {
    match value.get_ref() {
        DeValue::Integer(integer) => Some(integer.as_str()),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use crate::decl::{FuncDecl, Interface, TypeDecl};
    use crate::library::Library;
    use crate::ty::{Name, Signature, StructTy, Ty};
    use std::sync::Arc;

    fn sync(path: Name) -> Option<Interface> {
        let name = Name::from;
        let field = crate::ty::FieldDecl { name: name("L"), ty: Ty::Unknown, embedded: false, passed_over: Vec::new(), at: (0, 0, 0) };
        let underlying = Ty::Struct(Arc::new(StructTy { fields: vec![field] }));
        let lock = FuncDecl {
            receiver: Some(name("Mutex")),
            pointer: true,
            name: name("Lock"),
            params: Vec::new(),
            signature: Arc::new(Signature::default()),
        };
        let types = vec![TypeDecl { name: name("Mutex"), alias: false, underlying, params: Vec::new() }];
        let mut interface = Interface::new(path, path);
        (interface.types, interface.funcs) = (types, vec![lock]);
        (path == "sync").then_some(interface)
    }

    fn mistakes(text: &str) -> Vec<String> {
        let files = [("m.toml".to_owned(), text.to_owned())];
        let found = Library::extended(&files, &sync).err().unwrap_or_default();
        found.into_iter().map(|(_, mistake)| format!("{}:{}: {}", mistake.line, mistake.column, mistake.text)).collect()
    }

    #[test]
    fn names_of_the_standard_library_are_held_against_it() {
        let text = "[[func]]\nname = \"(*sync.Mutx).Lock\"\nacquire = \"write\"\n[[func]]\nname = \"(*sync.Mutex).Lok\"\nacquire = \"write\"\n\
                    [[func]]\nname = \"(*sync.Mutex).Lo*\"\nacquire = \"write\"\n[[field]]\nname = \"sync.Mutex.M\"\nruns = \"serial\"\n\
                    [[func]]\nname = \"(*a.b/sync.Mutx).Lock\"\nreturns = [\"*sync.Mutexx\"]\n";
        let expected = [
            "2:8: `sync` has no type `Mutx`; did you mean `Mutex`?",
            "5:8: `sync.Mutex` has no method `Lok`; did you mean `Lock`?",
            "15:12: `sync` has no type `Mutexx`; did you mean `Mutex`?",
            "11:8: `sync.Mutex` has no field `M`",
        ];
        assert_eq!(mistakes(text), expected);
    }

    #[test]
    fn rows_say_something_and_do_not_contradict_themselves() {
        let row = |keys: &str| mistakes(&format!("[[func]]\nname = \"a.b/c.D\"\n{keys}\n"));
        assert_eq!(
            row("runs = \"serial\""),
            ["3:8: `runs` says how, but not of what: it goes with `spawn` or `spawn_from` or `serve` or `serve_from`"]
        );
        assert_eq!(row("spawn = 0\nlater = true\nwaits = true"), ["5:9: `waits` contradicts `later`"]);
        assert_eq!(row("acquire = \"write\"\nrelease = \"write\""), ["4:11: `release` contradicts `acquire`"]);
        assert_eq!(row("spawn = [0, 0]"), ["3:9: `spawn` names argument 0 twice"]);
        assert_eq!(row("known = \"memory\""), ["2:8: the row does not say what the function does"]);
        assert_eq!(row("spawn = [0, 1]\nruns = \"serial\""), [""; 0]);
    }
}
