//! What a printing or encoding library finds in a value that it is handed: the maps below it, and methods that it calls.

use super::call::Target;
use super::expr::short_text;
use super::{Lowerer, Value};
use crate::body::{AccessKind, Call, CallMode, Callee, Op, Operand, Place, Proj, Root};
use crate::library::{Through, Visited};
use crate::select::Selection;
use crate::ty::{FieldDecl, FuncRef, Name, Ty, TypeName};
use mapvet_syntax::{Field, Kind, Node, Span};
use rustc_hash::FxHashMap;
use smallvec::SmallVec;
use std::sync::OnceLock;

/// More fields than this, one below the other, are not followed.
///
/// Misses: maps that lie deeper.
const DEPTH: usize = 3;

/// More fields than this are not looked at in one value.
const LIMIT: usize = 200;

/// Literals that are handed over are looked into this deep.
const LITERAL_DEPTH: usize = 3;

/// What is found in one value.
struct Found {
    through: Through,
    writes: bool,
    /// Maps, with the fields that lead to them.
    maps: Vec<(Place, String)>,
    /// Methods that do the work for a type, and on what.
    methods: Vec<(FuncRef, Place)>,
    /// The types that the walk is in.
    inside: Vec<TypeName>,
    left: usize,
}

/// One value on the walk.
struct At {
    place: Place,
    ty: Ty,
    /// The fields that lead to it, as a source would write them.
    text: String,
    depth: usize,
    /// It is what was handed over itself.
    top: bool,
    /// A field that is not exported leads to it: its methods are not called.
    hidden: bool,
}

impl Through {
    /// The methods by which a type does the work itself.
    fn methods(self, writes: bool) -> &'static [&'static str] {
        match (self, writes) {
            (Through::Itself, _) => &[],
            (Through::Print, _) => &["String", "Error", "Format", "GoString"],
            (Through::Log, _) => &["String", "Error", "Format", "LogValue", "MarshalLogObject", "MarshalLog", "MarshalJSON", "MarshalText"],
            (Through::Json, false) => &["MarshalJSON", "MarshalText", "MarshalJSONTo"],
            (Through::Json, true) => &["UnmarshalJSON", "UnmarshalText", "UnmarshalJSONFrom"],
            (Through::Yaml, false) => &["MarshalYAML", "MarshalText", "MarshalJSON"],
            (Through::Yaml, true) => &["UnmarshalYAML", "UnmarshalText", "UnmarshalJSON"],
            (Through::Toml, false) => &["MarshalTOML", "MarshalText"],
            (Through::Toml, true) => &["UnmarshalTOML", "UnmarshalText"],
            (Through::Msgpack, false) => &["EncodeMsgpack", "MarshalMsgpack", "MarshalBinary", "MarshalText"],
            (Through::Msgpack, true) => &["DecodeMsgpack", "UnmarshalMsgpack", "UnmarshalBinary", "UnmarshalText"],
            (Through::Gob, false) => &["GobEncode", "MarshalBinary", "MarshalText"],
            (Through::Gob, true) => &["GobDecode", "UnmarshalBinary", "UnmarshalText"],
        }
    }

    /// The names of [`Self::methods`], which are looked up once.
    fn names(self, writes: bool) -> &'static [Name] {
        static NAMES: OnceLock<FxHashMap<(Through, bool), Vec<Name>>> = OnceLock::new();
        let all = [Through::Itself, Through::Print, Through::Log, Through::Json, Through::Yaml, Through::Toml, Through::Msgpack, Through::Gob];
        let names = |how: (Through, bool)| (how, how.0.methods(how.1).iter().map(|name| Name::from(name)).collect());
        let table = NAMES.get_or_init(|| all.into_iter().flat_map(|through| [(through, false), (through, true)]).map(names).collect());
        table.get(&(self, writes)).map_or(&[], Vec::as_slice)
    }

    /// Whether fields of other packages are seen, and pointers in fields followed: printing shows an address there.
    fn is_encoder(self) -> bool {
        match self {
            Through::Itself | Through::Print | Through::Log => false,
            Through::Json | Through::Yaml | Through::Toml | Through::Msgpack | Through::Gob => true,
        }
    }

    /// Whether a field is passed over.
    fn passes_over(self, field: &FieldDecl) -> bool {
        let has = |key: &str| field.passed_over.iter().any(|passed| *passed == key);
        let hidden = !field.embedded && !field.name.starts_with(char::is_uppercase);
        match self {
            Through::Itself => true,
            Through::Print | Through::Gob => self.is_encoder() && hidden,
            // Some loggers print, and some encode: only what both see counts.
            Through::Log | Through::Json => hidden || has("json"),
            Through::Yaml => hidden || has("yaml") || has("json"),
            Through::Toml => hidden || has("toml"),
            Through::Msgpack => hidden || has("msgpack"),
        }
    }
}

impl Lowerer<'_> {
    /// The maps that a library reads or writes in what it is handed.
    ///
    /// Misses: calls that are deferred or run on a goroutine of their own.
    pub(super) fn visit(&mut self, visited: Visited, target: &Target, values: &[Value], arguments: &[Node<'_>]) {
        let Visited { argument, rest, writes, through } = visited;
        let first = usize::from(argument);
        let shown = if rest { shown(target, first, arguments) } else { None };
        let last = if rest { arguments.len() } else { (first + 1).min(arguments.len()) };
        for at in first..last {
            let (Some(value), Some(node)) = (values.get(at), arguments.get(at)) else { break };
            let verb = shown.as_ref().and_then(|(format, verbs)| verbs.get(at.checked_sub(format + 1)?));
            if verb == Some(&false) {
                continue;
            }
            let mut value = Value { ty: value.ty.clone(), operand: value.operand.clone() };
            if node.kind() == Kind::VARIADIC_ARGUMENT {
                value = self.variadic_element(value);
            }
            self.visit_value(&value, *node, (through, writes), 0);
        }
    }

    /// Of `list...` each element is an argument.
    fn variadic_element(&self, value: Value) -> Value {
        let ty = self.element_type(&self.underlying(&value.ty));
        Value::at(value.place().then(Proj::Elem), ty)
    }

    fn visit_value(&mut self, value: &Value, node: Node<'_>, (through, writes): (Through, bool), depth: usize) {
        if let Some(body) = literal_body(node) {
            if depth < LITERAL_DEPTH {
                self.visit_literal(body, (through, writes), depth);
            }
            return;
        }
        let Operand::Place(place) = &value.operand else { return };
        if place.root == Root::Unknown || matches!(value.ty, Ty::Basic(_) | Ty::Unknown | Ty::Func(_) | Ty::Nil) {
            return;
        }
        let mut found = Found { through, writes, maps: Vec::new(), methods: Vec::new(), inside: Vec::new(), left: LIMIT };
        let at = At { place: place.clone(), ty: value.ty.clone(), text: String::new(), depth: 0, top: depth == 0, hidden: false };
        self.look(at, &mut found);
        self.record(found, node);
    }

    /// What a literal is made of: what its elements are names of.
    fn visit_literal(&mut self, body: Node<'_>, how: (Through, bool), depth: usize) {
        if how.0 == Through::Itself {
            return;
        }
        for child in body.children() {
            let value = if child.kind() == Kind::KEYED_ELEMENT { child.field(Field::VALUE) } else { Some(child) };
            let Some(value) = value.and_then(Node::first) else { continue };
            if value.kind() == Kind::LITERAL_VALUE {
                if depth < LITERAL_DEPTH {
                    self.visit_literal(value, how, depth + 1);
                }
            } else if literal_body(value).is_some() {
                self.visit_value(&Value::unknown(), value, how, depth + 1);
            } else if is_chain(value) {
                // Naming a variable or field a second time leaves no operation.
                let named = self.operand(value);
                self.visit_value(&named, value, how, depth + 1);
            }
        }
    }

    fn record(&mut self, found: Found, node: Node<'_>) {
        let kind = if found.writes { AccessKind::Fill } else { AccessKind::WholeRead };
        let span = self.span(node);
        let written = short_text(node);
        let written = written.as_str().trim_start_matches(['&', '*']);
        for (place, fields) in found.maps {
            let text = if fields.is_empty() { Name::from(written) } else { Name::from(&format!("{written}{fields}")) };
            self.push(Op::Access { place, kind, span, text });
        }
        for (func, receiver) in found.methods {
            self.method_call(func, receiver, span);
        }
    }

    /// A call of a method that the source does not show.
    fn method_call(&mut self, func: FuncRef, receiver: Place, span: Span) {
        let call = Call {
            callee: Callee::Static(func),
            receiver: Some(receiver),
            args: Vec::new(),
            mode: CallMode::Call,
            effects: SmallVec::new(),
            rounds: None,
            span,
        };
        let id = self.now().add_call(call);
        self.push(Op::Call(id));
    }

    fn look(&self, at: At, found: &mut Found) {
        if found.left == 0 || matches!(at.ty, Ty::Basic(_)) {
            return;
        }
        found.left -= 1;
        // What lies behind an interface is not known.
        let named = self.underlying(&at.ty);
        if matches!(named, Ty::Interface(_)) || self.is_left_to_method(&at, found) {
            return;
        }
        let ty = match named {
            Ty::Pointer(inner) if at.top || found.through.is_encoder() => (*inner).clone(),
            Ty::Pointer(_) => return,
            _ => at.ty.clone(),
        };
        let under = self.underlying(&ty);
        match &under {
            Ty::Map(pair) => {
                found.maps.push((at.place.clone(), at.text.clone()));
                self.look_at_element(&at, pair.1.clone(), found);
            }
            Ty::Slice(inner) | Ty::Array(inner) => self.look_at_element(&at, (**inner).clone(), found),
            Ty::Struct(_) => self.look_at_fields(&at, &ty, found),
            _ => {}
        }
    }

    /// Containers of containers are followed once.
    fn look_at_element(&self, at: &At, element: Ty, found: &mut Found) {
        if at.depth < DEPTH && !matches!(at.place.path.last(), Some(Proj::Elem)) && found.through != Through::Itself {
            let next = At {
                place: at.place.then(Proj::Elem),
                ty: element,
                text: format!("{}[...]", at.text),
                depth: at.depth + 1,
                top: false,
                hidden: at.hidden,
            };
            self.look(next, found);
        }
    }

    fn look_at_fields(&self, at: &At, ty: &Ty, found: &mut Found) {
        let Some((owner, fields)) = self.context.scope.members(ty).filter(|_| at.depth < DEPTH) else { return };
        if found.inside.contains(&owner) {
            return;
        }
        found.inside.push(owner);
        let through = found.through;
        for field in fields.iter().filter(|field| !through.passes_over(field)) {
            let next = At {
                place: at.place.then(Proj::Field(owner, field.name)),
                ty: field.ty.clone(),
                text: if field.embedded { at.text.clone() } else { format!("{}.{}", at.text, field.name) },
                depth: at.depth + usize::from(!field.embedded),
                top: false,
                hidden: at.hidden || !field.name.starts_with(char::is_uppercase),
            };
            self.look(next, found);
        }
        found.inside.pop();
    }

    /// Whether a type has a method that the library calls instead. Embedded types that are not at hand may bring one.
    ///
    /// Misses: such methods with a pointer as receiver are not called for a value that has no address.
    fn is_left_to_method(&self, at: &At, found: &mut Found) -> bool {
        let scope = self.context.scope;
        let is_hidden = at.hidden && found.through == Through::Print;
        if is_hidden || !matches!(at.ty.pointee(), Ty::Named(..)) && !matches!(self.underlying(&at.ty), Ty::Struct(_)) {
            return false;
        }
        let mut is_left = false;
        for name in found.through.names(found.writes) {
            match scope.select(&at.ty, *name) {
                Selection::Method(path, func, _) => {
                    is_left = true;
                    // Which of several a logger calls is not known.
                    if scope.is_analysed(func.package) && found.through != Through::Log {
                        found.methods.push((func, self.through(&at.place, &path)));
                    }
                    break;
                }
                Selection::InterfaceMethod(..) | Selection::Library(..) => is_left = true,
                Selection::Field(..) | Selection::Unknown => {}
            }
        }
        is_left
    }
}

/// The body of a literal, or of a literal whose address is taken.
fn literal_body(node: Node<'_>) -> Option<Node<'_>> {
    match node.kind() {
        Kind::COMPOSITE_LITERAL => node.field(Field::BODY),
        Kind::UNARY_EXPRESSION if node.operator() == "&" => {
            node.field(Field::OPERAND).filter(|inner| inner.kind() == Kind::COMPOSITE_LITERAL)?.field(Field::BODY)
        }
        _ => None,
    }
}

/// Whether an expression is a variable, or a field of a field of one.
fn is_chain(node: Node<'_>) -> bool {
    let mut node = node;
    loop {
        match (node.kind(), node.field(Field::OPERAND)) {
            (Kind::IDENTIFIER, _) => return true,
            (Kind::SELECTOR_EXPRESSION, Some(operand)) => node = operand,
            (Kind::UNARY_EXPRESSION, Some(operand)) if node.operator() == "&" => node = operand,
            _ => return false,
        }
    }
}

/// The constant format of a call, and for each argument after it whether it is shown: `%p` and `%T` look at none of the
/// value. `first` is the first argument that is printed, or the format itself.
fn shown(target: &Target, first: usize, arguments: &[Node<'_>]) -> Option<(usize, Vec<bool>)> {
    let (Callee::Library(func) | Callee::Static(func)) = &target.callee else { return None };
    let is_text = |node: &Node<'_>| match node.kind() {
        Kind::INTERPRETED_STRING_LITERAL | Kind::RAW_STRING_LITERAL => true,
        // Long formats are put together from several literals.
        Kind::BINARY_EXPRESSION => node.text().starts_with(['"', '`']),
        _ => false,
    };
    let places = [first.checked_sub(1), Some(first)];
    let format = places.into_iter().flatten().find(|at| arguments.get(*at).is_some_and(is_text)).filter(|_| func.name.ends_with('f'))?;
    Some((format, verbs(arguments[format].text())))
}

/// For each verb of a format, whether it shows the value.
fn verbs(format: &str) -> Vec<bool> {
    let mut shown = Vec::new();
    let mut letters = format.chars();
    while letters.by_ref().any(|letter| letter == '%') {
        for letter in letters.by_ref() {
            match letter {
                '+' | '-' | '#' | ' ' | '.' | '0'..='9' => {}
                '*' => shown.push(true),
                '%' | '[' => break,
                verb => {
                    shown.push(!matches!(verb, 'p' | 'T'));
                    break;
                }
            }
        }
    }
    shown
}

#[cfg(test)]
mod tests {
    use super::verbs;

    #[test]
    fn verbs_that_show_no_value_are_known() {
        assert_eq!(verbs("\"%d%% %+v %p %-*s %T\""), [true, true, false, true, true, false]);
    }
}
