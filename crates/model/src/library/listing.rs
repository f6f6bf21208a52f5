//! The rows of the built-in models one by one, with what each says of how it is known: for holding them against the libraries.

use super::effect::{Effect, Start};
use super::rows::{File, Known};
use super::{FILES, map_value, parse_name, result_type};
use crate::ty::{FuncRef, Name, Ty, TypeName};

/// A row of a built-in model. Import paths are as the file writes them, major versions included.
#[derive(Clone, Debug)]
pub struct ModelRow {
    /// The file, without folders.
    pub file: &'static str,
    /// What it speaks of, as the file writes it; entries by method and parameters.
    pub name: String,
    /// The import path of the package that declares it; of entries, that of the first parameter which is not of Go's own library.
    pub package: Name,
    /// What it says.
    pub says: RowSays,
    /// It is told from memory.
    pub from_memory: bool,
    /// Where the behaviour was read, and what is done there.
    pub seen: Option<String>,
}

/// What a row says.
#[derive(Clone, Debug)]
pub enum RowSays {
    /// What a function or method does, and the types of its results where they are told. A name may end in `*`.
    Func(FuncRef, Vec<Effect>, Vec<Ty>),
    /// How a function value in a field runs.
    Field(TypeName, Name, Start),
    /// A type is a map from strings to this.
    Map(TypeName, Ty),
    /// Functions with these parameters, and methods of this name, run for each request.
    Entry(Option<Name>, Vec<Ty>),
}

/// All rows of the built-in models, in the order of the files.
pub fn model_rows() -> Vec<ModelRow> {
    FILES.iter().flat_map(|(file, text)| rows_of(file, text)).collect()
}

fn rows_of(file: &'static str, text: &str) -> Vec<ModelRow> {
    const VALID: &str = "embedded models are valid; a test reads them";
    let parsed: File = toml::from_str(text).expect(VALID);
    let mut rows = Vec::new();
    let mut push = |name: String, package: Name, says: RowSays, from_memory: bool, seen: Option<String>| {
        rows.push(ModelRow { file, name, package, says, from_memory, seen });
    };
    for row in parsed.func {
        let func = parse_name(&row.name).expect(VALID);
        let returns = row.returns.iter().map(|text| result_type(text).expect(VALID)).collect();
        let says = RowSays::Func(func, row.effects(), returns);
        push(row.name, func.package, says, row.known == Known::Memory, row.seen);
    }
    for row in parsed.field {
        let (owner, field) = row.name.rsplit_once('.').expect(VALID);
        let owner = parse_name(owner).expect(VALID);
        let owner = TypeName { package: owner.package, name: owner.name };
        let says = RowSays::Field(owner, Name::from(field), row.callback().start);
        push(row.name, owner.package, says, row.known == Known::Memory, row.seen);
    }
    for row in parsed.r#type {
        let name = parse_name(&row.name).expect(VALID);
        let value = row.map_of.as_deref().map(map_value).expect(VALID);
        let says = RowSays::Map(TypeName { package: name.package, name: name.name }, value);
        push(row.name, name.package, says, false, row.seen);
    }
    for row in parsed.entry {
        let params: Vec<Ty> = row.params.iter().map(|text| result_type(text).expect(VALID)).collect();
        let packages = || params.iter().filter_map(package_of);
        let package = packages().find(|package| package.contains('.')).or(packages().next()).unwrap_or_default();
        let name = format!("{}({})", row.method.as_deref().unwrap_or("func"), row.params.join(", "));
        push(name, package, RowSays::Entry(row.method.as_deref().map(Name::from), params), false, row.seen);
    }
    rows
}

fn package_of(ty: &Ty) -> Option<Name> {
    match ty {
        Ty::Named(name, _) => Some(name.package),
        Ty::Pointer(inner) | Ty::Slice(inner) | Ty::Chan(inner) => package_of(inner),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_say_how_they_are_known() {
        let text = "[[func]]\nname = \"(*a.b/c/v2.T).Go\"\nspawn = 0\nknown = \"memory\"\n\
                    [[field]]\nname = \"a.b/c.T.F\"\nruns = \"serial\"\nseen = \"v1.0.0 t.go:1: called in a loop\"\n\
                    [[entry]]\nparams = [\"any\", \"*a.b/c.T\"]\n[[type]]\nname = \"a.b/c.M\"\nmap_of = \"any\"\n";
        let rows = rows_of("x.toml", text);
        let short = |row: &ModelRow| format!("{} {} {} {}", row.name, row.package, row.from_memory, row.seen.as_deref().unwrap_or("-"));
        let expected = [
            "(*a.b/c/v2.T).Go a.b/c/v2 true -",
            "a.b/c.T.F a.b/c false v1.0.0 t.go:1: called in a loop",
            "a.b/c.M a.b/c false -",
            "func(any, *a.b/c.T) a.b/c false -",
        ];
        assert_eq!(rows.iter().map(short).collect::<Vec<_>>(), expected);
    }

    /// Nothing but a start can be less sure: a lock or a map that is told from memory would be taken for certain.
    #[test]
    fn only_what_starts_something_is_told_from_memory() {
        for row in model_rows().iter().filter(|row| row.from_memory) {
            let starts = match &row.says {
                RowSays::Func(_, effects, _) => effects.iter().any(|effect| matches!(effect, Effect::Spawn(_) | Effect::Serve(_))),
                RowSays::Field(..) => true,
                RowSays::Map(..) | RowSays::Entry(..) => false,
            };
            assert!(starts, "{}", row.name);
            assert!(row.seen.is_none(), "{}: what was seen is not told from memory", row.name);
        }
    }
}
