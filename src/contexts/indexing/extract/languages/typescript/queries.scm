; What TypeScript adds to JavaScript.

; --- functions and methods without a body: overloads, ambient and abstract ones ---------------------------

(function_signature name: (_) @name) @definition.function
(method_signature name: (_) @name) @definition.method
(abstract_method_signature name: (_) @name) @definition.method

(public_field_definition
  (decorator)* @decorator
  name: (_) @name
  value: [(_ parameters: (_)) (_ parameter: (_))] @value) @definition.method

; --- types -----------------------------------------------------------------------------------------------

(abstract_class_declaration (decorator)* @decorator name: (_) @name) @definition.class
(interface_declaration name: (_) @name) @definition.interface
(type_alias_declaration name: (_) @name value: (object_type) @body) @definition.type
(type_alias_declaration name: (_) @name) @definition.type
(enum_declaration name: (_) @name) @definition.enum
(enum_body name: (_) @name @definition.enumerator)
(enum_body (enum_assignment name: (_) @name) @definition.enumerator)

; --- namespaces and what they hold -----------------------------------------------------------------------

(internal_module name: (_) @name) @definition.module
(module name: (_) @name) @definition.module

(internal_module body: (_
  (lexical_declaration kind: "const" (variable_declarator name: (identifier) @name) @definition.constant)))
(internal_module body: (_ (_ (variable_declarator name: (identifier) @name) @definition.variable)))
(module body: (_
  (lexical_declaration kind: "const" (variable_declarator name: (identifier) @name) @definition.constant)))
(module body: (_ (_ (variable_declarator name: (identifier) @name) @definition.variable)))
(ambient_declaration
  (lexical_declaration kind: "const" (variable_declarator name: (identifier) @name) @definition.constant))
(ambient_declaration (_ (variable_declarator name: (identifier) @name) @definition.variable))
(ambient_declaration (statement_block
  (lexical_declaration kind: "const" (variable_declarator name: (identifier) @name) @definition.constant)))
(ambient_declaration (statement_block (_ (variable_declarator name: (identifier) @name) @definition.variable)))

; --- members ---------------------------------------------------------------------------------------------

(public_field_definition name: (_) @member)
(interface_body (property_signature name: (_) @member))
(type_alias_declaration value: (object_type (property_signature name: (_) @member)))

; constructor(private readonly x: X)
(required_parameter (accessibility_modifier) pattern: (identifier) @member)
(required_parameter "readonly" pattern: (identifier) @member)
(optional_parameter (accessibility_modifier) pattern: (identifier) @member)
(optional_parameter "readonly" pattern: (identifier) @member)

; --- calls and imports -----------------------------------------------------------------------------------

(call_expression function: (non_null_expression [(identifier) @call.direct (_ property: (_) @call.indirect)]))
(import_require_clause source: (string) @import)
