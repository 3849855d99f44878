; Of two patterns that define the same node, the first wins.

; --- methods: what an impl holds belongs to its type; without self it is the type's own --------------------------

(impl_item
  type: [
    (type_identifier) @owner
    (generic_type type: (type_identifier) @owner)
    (generic_type type: (scoped_type_identifier name: (_) @owner))
    (scoped_type_identifier name: (_) @owner)
    (reference_type type: (type_identifier) @owner)
    (reference_type type: (generic_type type: (type_identifier) @owner))
  ]
  body: (declaration_list [
    (function_item
      name: (_) @name
      parameters: (parameters [(self_parameter) (parameter pattern: (self))])
      body: (_) @body) @definition.method
    (const_item name: (_) @name) @definition.constant
    (type_item name: (_) @name) @definition.type
  ]))
(impl_item
  type: [
    (type_identifier) @owner
    (generic_type type: (type_identifier) @owner)
    (generic_type type: (scoped_type_identifier name: (_) @owner))
    (scoped_type_identifier name: (_) @owner)
    (reference_type type: (type_identifier) @owner)
    (reference_type type: (generic_type type: (type_identifier) @owner))
  ]
  body: (declaration_list (function_item "fn" @static name: (_) @name body: (_) @body) @definition.method))
(impl_item body: (declaration_list (function_item name: (_) @name body: (_) @body) @definition.method))

(trait_item body: (declaration_list [
  (function_item
    name: (_) @name
    parameters: (parameters [(self_parameter) (parameter pattern: (self))])
    body: (_) @body)
  (function_signature_item
    name: (_) @name
    parameters: (parameters [(self_parameter) (parameter pattern: (self))]))
] @definition.method))
(trait_item body: (declaration_list [
  (function_item "fn" @static name: (_) @name body: (_) @body)
  (function_signature_item "fn" @static name: (_) @name)
] @definition.method))

; --- functions and macros ----------------------------------------------------------------------------------

(function_item name: (_) @name body: (_) @body) @definition.function
(function_signature_item name: (_) @name) @definition.function
(macro_definition name: (_) @name (macro_rule) @body) @definition.macro

; --- types -------------------------------------------------------------------------------------------------

(struct_item name: (_) @name body: (ordered_field_declaration_list) ";" @body) @definition.struct
(struct_item name: (_) @name) @definition.struct
(union_item name: (_) @name body: (_) @body) @definition.union
(enum_item name: (_) @name body: (_) @body) @definition.enum
(enum_variant name: (_) @name) @definition.enumerator
(trait_item name: (_) @name body: (_) @body) @definition.interface
(type_item name: (_) @name) @definition.type
(trait_item body: (declaration_list (associated_type name: (_) @name) @definition.type))

; --- modules, and the constants and variables they hold -------------------------------------------------------

(mod_item name: (_) @name body: (_) @body) @definition.module
(mod_item name: (_) @name) @definition.module
((const_item name: (identifier) @name) @definition.constant (#not-eq? @name "_"))
(static_item name: (_) @name) @definition.variable

; --- members -----------------------------------------------------------------------------------------------

(struct_item body: (field_declaration_list (field_declaration name: (_) @member)))
(union_item body: (field_declaration_list (field_declaration name: (_) @member)))

; --- exports: pub, and pub in a part of the crate ---------------------------------------------------------------

(function_item (visibility_modifier)) @export
(function_signature_item (visibility_modifier)) @export
(struct_item (visibility_modifier)) @export
(union_item (visibility_modifier)) @export
(enum_item (visibility_modifier)) @export
(trait_item (visibility_modifier)) @export
(type_item (visibility_modifier)) @export
(mod_item (visibility_modifier)) @export
(const_item (visibility_modifier)) @export
(static_item (visibility_modifier)) @export

; --- calls -------------------------------------------------------------------------------------------------

(call_expression function: (identifier) @call.direct)
(call_expression function: (scoped_identifier name: (_) @call.direct))
(call_expression function: (field_expression field: (field_identifier) @call.indirect))
(call_expression function: (generic_function function: (identifier) @call.direct))
(call_expression function: (generic_function function: (scoped_identifier name: (_) @call.direct)))
(call_expression function: (generic_function function: (field_expression field: (_) @call.indirect)))
(macro_invocation macro: (identifier) @call.macro)
(macro_invocation macro: (scoped_identifier name: (_) @call.macro))

; What a macro is given, and what one expands to, are tokens: f(…), x.f(…), m!(…); but fn f(…) is no call, nor is
; anything in an attribute: #[cfg(all(unix, not(test)))]
(token_tree (identifier) @call.direct . (token_tree . "(" @call.open))
(token_tree "." . (identifier) @call.indirect . (token_tree . "(" @call.open))
(token_tree (identifier) @call.macro . "!" . (token_tree))
(token_tree ["fn" "struct" "enum"] . (identifier) @call.none)
(attribute arguments: (token_tree (identifier) @call.none . (token_tree)))
(attribute arguments: (token_tree (token_tree (identifier) @call.none . (token_tree))))
(attribute arguments: (token_tree (token_tree (token_tree (identifier) @call.none . (token_tree)))))

; --- imports -----------------------------------------------------------------------------------------------

(use_declaration argument: (_) @import)
(extern_crate_declaration name: (_) @import)
(mod_item name: (_) @import !body)

; --- entry points ------------------------------------------------------------------------------------------

((source_file (function_item name: (identifier) @name) @entrypoint.main)
  (#eq? @name "main"))
