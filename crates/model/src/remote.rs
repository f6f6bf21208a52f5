//! Remote procedure calls: what the code generator for Go of gRPC calls the methods and functions that a service is made of.
//!
//! A method `Get` of a service takes a context and `*GetRequest`, or a stream of type `Service_GetServer`; an object is
//! registered by `RegisterServiceServer(server, object)`. The generated code is often not at hand: these names are known from
//! the generator's documentation.
//!
//! Over-reports: an object of a client that is named and typed like a service and that one caller has to itself.

use crate::ty::{Name, Signature, Ty, TypeName};

fn named(ty: &Ty) -> Option<TypeName> {
    match ty.pointee() {
        Ty::Named(name, _) => Some(*name),
        _ => None,
    }
}

/// Whether a type is `context.Context`, or what it was before it came to the standard library.
fn is_context(name: TypeName) -> bool {
    matches!(name.package.as_str(), "context" | "golang.org/x/net/context") && name.name == "Context"
}

/// Whether a method's name and types mark it as one that a server runs for each request. Messages belong to another package than
/// `own`, that of the method.
pub(crate) fn is_method(own: Name, method: Name, signature: &Signature) -> bool {
    if !method.starts_with(char::is_uppercase)
        || signature.variadic
        || signature.results.last().and_then(named).is_none_or(|last| last.name != "error")
    {
        return false;
    }
    let params: Vec<Option<TypeName>> = signature.params.iter().map(named).collect();
    match params.as_slice() {
        [Some(context), Some(request)] if is_context(*context) => {
            let is_message = |ty: &Ty| matches!(ty, Ty::Pointer(_)) && named(ty).is_some_and(|name| name.package != own);
            let is_request = request.name.strip_suffix("Request").or(request.name.strip_suffix("Req")) == Some(method.as_str());
            is_request && is_message(&signature.params[1]) && signature.results.len() == 2 && is_message(&signature.results[0])
        }
        [.., Some(stream)] => {
            stream.package != own
                && stream.name.strip_suffix("Server").and_then(|name| name.rsplit_once('_')).is_some_and(|(_, name)| name == method.as_str())
        }
        _ => false,
    }
}

/// Whether a function of this name registers the object that is its second argument.
pub(crate) fn is_registration(function: Name) -> bool {
    function.strip_prefix("Register").and_then(|rest| rest.strip_suffix("Server")).is_some_and(|service| !service.is_empty())
}

/// Whether a method of an object that is registered can be one of the service, as far as its types tell.
pub(crate) fn may_be_method(signature: &Signature) -> bool {
    let is_context = |ty: &Ty| named(ty).is_some_and(is_context);
    let is_stream = |ty: &Ty| named(ty).is_some_and(|name| name.name.ends_with("Server") || name.name.ends_with("ServerStream"));
    let gives_error = signature.results.last().and_then(named).is_some_and(|last| last.name == "error");
    gives_error && (signature.params.first().is_some_and(is_context) || signature.params.last().is_some_and(is_stream))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ty(package: &str, name: &str) -> Ty {
        Ty::named(TypeName { package: Name::from(package), name: Name::from(name) })
    }

    fn signature(params: Vec<Ty>, results: Vec<Ty>) -> Signature {
        Signature { params, results, ..Signature::default() }
    }

    #[test]
    fn methods_are_known_by_their_messages() {
        let own = Name::from("a/server");
        let error = || ty("", "error");
        let get = |request: Ty| signature(vec![ty("context", "Context"), request], vec![ty("a/pb", "GetResponse").pointer(), error()]);
        assert!(is_method(own, Name::from("Get"), &get(ty("a/pb", "GetRequest").pointer())));
        let old = signature(vec![ty("golang.org/x/net/context", "Context"), ty("a/pb", "GetRequest").pointer()], get(Ty::Unknown).results);
        assert!(is_method(own, Name::from("Get"), &old));
        assert!(!is_method(own, Name::from("Put"), &get(ty("a/pb", "GetRequest").pointer())));
        assert!(!is_method(own, Name::from("Get"), &get(ty("a/server", "GetRequest").pointer())));
        assert!(!is_method(own, Name::from("Get"), &get(ty("a/pb", "GetRequest"))));
        let stream = signature(vec![ty("a/pb", "Route_ChatServer")], vec![error()]);
        assert!(is_method(own, Name::from("Chat"), &stream) && !is_method(own, Name::from("Talk"), &stream));
    }

    #[test]
    fn registrations_are_known_by_name() {
        let is = |name: &str| is_registration(Name::from(name));
        assert!(is("RegisterGreeterServer") && !is("RegisterServer") && !is("RegisterGreeter") && !is("Register"));
    }
}
