; The grammar's own tags know no functions without a body, associated types, or calls by a path or with type arguments.
(function_signature_item name: (_) @name) @definition.function
(associated_type name: (_) @name) @definition.class
(call_expression function: (scoped_identifier name: (_) @name)) @reference.call
(call_expression function: (generic_function function: (identifier) @name)) @reference.call
(call_expression function: (generic_function function: (scoped_identifier name: (_) @name))) @reference.call
(call_expression function: (generic_function function: (field_expression field: (_) @name))) @reference.call
(macro_invocation macro: (scoped_identifier name: (_) @name)) @reference.call

; What a macro is given is tokens to it.
(token_tree (identifier) @name . (token_tree)) @reference.undecided
