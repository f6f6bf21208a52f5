//! Node kinds and fields of the pinned Go grammar as numbers; a test holds them against the grammar.

/// The kind of a syntax node: a number of the pinned grammar.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Kind(pub(crate) u16);

/// A named child slot of a syntax node.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Field(pub(crate) u16);

macro_rules! table {
    ($ty:ident, $all:ident: $($name:ident = $id:literal $text:literal,)*) => {
        impl $ty {
            $(#[doc = concat!("`", $text, "`.")] pub const $name: $ty = $ty($id);)*
        }
        #[cfg(test)]
        const $all: &[($ty, &str)] = &[$(($ty::$name, $text),)*];
    };
}

table! { Kind, ALL_KINDS:
    IDENTIFIER = 1 "identifier",
    BLANK_IDENTIFIER = 8 "blank_identifier",
    RAW_STRING_LITERAL_CONTENT = 81 "raw_string_literal_content",
    INTERPRETED_STRING_LITERAL_CONTENT = 83 "interpreted_string_literal_content",
    ESCAPE_SEQUENCE = 85 "escape_sequence",
    INT_LITERAL = 86 "int_literal",
    FLOAT_LITERAL = 87 "float_literal",
    IMAGINARY_LITERAL = 88 "imaginary_literal",
    RUNE_LITERAL = 89 "rune_literal",
    NIL = 90 "nil",
    TRUE = 91 "true",
    FALSE = 92 "false",
    IOTA = 93 "iota",
    COMMENT = 94 "comment",
    SOURCE_FILE = 95 "source_file",
    PACKAGE_CLAUSE = 96 "package_clause",
    IMPORT_DECLARATION = 97 "import_declaration",
    IMPORT_SPEC = 98 "import_spec",
    DOT = 99 "dot",
    IMPORT_SPEC_LIST = 100 "import_spec_list",
    CONST_DECLARATION = 102 "const_declaration",
    CONST_SPEC = 103 "const_spec",
    VAR_DECLARATION = 104 "var_declaration",
    VAR_SPEC = 105 "var_spec",
    VAR_SPEC_LIST = 106 "var_spec_list",
    FUNCTION_DECLARATION = 107 "function_declaration",
    METHOD_DECLARATION = 108 "method_declaration",
    TYPE_PARAMETER_LIST = 109 "type_parameter_list",
    TYPE_PARAMETER_DECLARATION = 110 "type_parameter_declaration",
    PARAMETER_LIST = 111 "parameter_list",
    PARAMETER_DECLARATION = 112 "parameter_declaration",
    VARIADIC_PARAMETER_DECLARATION = 113 "variadic_parameter_declaration",
    TYPE_ALIAS = 114 "type_alias",
    TYPE_DECLARATION = 115 "type_declaration",
    TYPE_SPEC = 116 "type_spec",
    EXPRESSION_LIST = 117 "expression_list",
    PARENTHESIZED_TYPE = 118 "parenthesized_type",
    GENERIC_TYPE = 120 "generic_type",
    TYPE_ARGUMENTS = 121 "type_arguments",
    POINTER_TYPE = 122 "pointer_type",
    ARRAY_TYPE = 123 "array_type",
    IMPLICIT_LENGTH_ARRAY_TYPE = 124 "implicit_length_array_type",
    SLICE_TYPE = 125 "slice_type",
    STRUCT_TYPE = 126 "struct_type",
    NEGATED_TYPE = 127 "negated_type",
    FIELD_DECLARATION_LIST = 128 "field_declaration_list",
    FIELD_DECLARATION = 129 "field_declaration",
    INTERFACE_TYPE = 130 "interface_type",
    METHOD_ELEM = 131 "method_elem",
    TYPE_ELEM = 132 "type_elem",
    MAP_TYPE = 133 "map_type",
    CHANNEL_TYPE = 134 "channel_type",
    FUNCTION_TYPE = 135 "function_type",
    BLOCK = 136 "block",
    STATEMENT_LIST = 137 "statement_list",
    EMPTY_STATEMENT = 139 "empty_statement",
    EXPRESSION_STATEMENT = 141 "expression_statement",
    SEND_STATEMENT = 142 "send_statement",
    RECEIVE_STATEMENT = 143 "receive_statement",
    INC_STATEMENT = 144 "inc_statement",
    DEC_STATEMENT = 145 "dec_statement",
    ASSIGNMENT_STATEMENT = 146 "assignment_statement",
    SHORT_VAR_DECLARATION = 147 "short_var_declaration",
    LABELED_STATEMENT = 148 "labeled_statement",
    FALLTHROUGH_STATEMENT = 150 "fallthrough_statement",
    BREAK_STATEMENT = 151 "break_statement",
    CONTINUE_STATEMENT = 152 "continue_statement",
    GOTO_STATEMENT = 153 "goto_statement",
    RETURN_STATEMENT = 154 "return_statement",
    GO_STATEMENT = 155 "go_statement",
    DEFER_STATEMENT = 156 "defer_statement",
    IF_STATEMENT = 157 "if_statement",
    FOR_STATEMENT = 158 "for_statement",
    FOR_CLAUSE = 159 "for_clause",
    RANGE_CLAUSE = 160 "range_clause",
    EXPRESSION_SWITCH_STATEMENT = 161 "expression_switch_statement",
    EXPRESSION_CASE = 162 "expression_case",
    DEFAULT_CASE = 163 "default_case",
    TYPE_SWITCH_STATEMENT = 164 "type_switch_statement",
    TYPE_CASE = 166 "type_case",
    SELECT_STATEMENT = 167 "select_statement",
    COMMUNICATION_CASE = 168 "communication_case",
    PARENTHESIZED_EXPRESSION = 170 "parenthesized_expression",
    CALL_EXPRESSION = 171 "call_expression",
    VARIADIC_ARGUMENT = 172 "variadic_argument",
    ARGUMENT_LIST = 174 "argument_list",
    SELECTOR_EXPRESSION = 175 "selector_expression",
    INDEX_EXPRESSION = 176 "index_expression",
    SLICE_EXPRESSION = 177 "slice_expression",
    TYPE_ASSERTION_EXPRESSION = 178 "type_assertion_expression",
    TYPE_CONVERSION_EXPRESSION = 179 "type_conversion_expression",
    TYPE_INSTANTIATION_EXPRESSION = 180 "type_instantiation_expression",
    COMPOSITE_LITERAL = 181 "composite_literal",
    LITERAL_VALUE = 182 "literal_value",
    LITERAL_ELEMENT = 183 "literal_element",
    KEYED_ELEMENT = 184 "keyed_element",
    FUNC_LITERAL = 185 "func_literal",
    UNARY_EXPRESSION = 186 "unary_expression",
    BINARY_EXPRESSION = 187 "binary_expression",
    QUALIFIED_TYPE = 188 "qualified_type",
    RAW_STRING_LITERAL = 189 "raw_string_literal",
    INTERPRETED_STRING_LITERAL = 190 "interpreted_string_literal",
    FIELD_IDENTIFIER = 214 "field_identifier",
    LABEL_NAME = 215 "label_name",
    PACKAGE_IDENTIFIER = 216 "package_identifier",
    TYPE_CONSTRAINT = 217 "type_constraint",
    TYPE_IDENTIFIER = 218 "type_identifier",
}

table! { Field, ALL_FIELDS:
    ALIAS = 1 "alias",
    ALTERNATIVE = 2 "alternative",
    ARGUMENTS = 3 "arguments",
    BODY = 4 "body",
    CAPACITY = 5 "capacity",
    CHANNEL = 6 "channel",
    COMMUNICATION = 7 "communication",
    CONDITION = 8 "condition",
    CONSEQUENCE = 9 "consequence",
    ELEMENT = 10 "element",
    END = 11 "end",
    FIELD = 12 "field",
    FUNCTION = 13 "function",
    INDEX = 14 "index",
    INITIALIZER = 15 "initializer",
    KEY = 16 "key",
    LABEL = 17 "label",
    LEFT = 18 "left",
    LENGTH = 19 "length",
    NAME = 20 "name",
    OPERAND = 21 "operand",
    OPERATOR = 22 "operator",
    PACKAGE = 23 "package",
    PARAMETERS = 24 "parameters",
    PATH = 25 "path",
    RECEIVER = 26 "receiver",
    RESULT = 27 "result",
    RIGHT = 28 "right",
    START = 29 "start",
    TAG = 30 "tag",
    TYPE = 31 "type",
    TYPE_ARGUMENTS = 32 "type_arguments",
    TYPE_PARAMETERS = 33 "type_parameters",
    UPDATE = 34 "update",
    VALUE = 35 "value",
}

impl Kind {
    /// The kind of a region that the grammar could not make sense of.
    pub const ERROR: Kind = Kind(u16::MAX);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_agree_with_the_grammar() {
        let language: tree_sitter::Language = tree_sitter_go::LANGUAGE.into();
        for (kind, text) in ALL_KINDS {
            assert_eq!(language.id_for_node_kind(text, true), kind.0, "{text}");
        }
        for (field, text) in ALL_FIELDS {
            let id = language.field_id_for_name(text).map(|id| id.get());
            assert_eq!(id, Some(field.0), "{text}");
        }
        assert_eq!(language.field_count(), ALL_FIELDS.len());
    }
}
