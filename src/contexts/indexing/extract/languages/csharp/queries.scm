; Of two patterns that define the same node, the first wins.

; A node whose fields tell what it is stands as (_ field: …) here: each named parent costs time when the query is made.

; --- types ------------------------------------------------------------------------------------------------

(class_declaration [(attribute_list) (preproc_if_in_attribute_list)]* @decorator name: (_) @name) @definition.class
(record_declaration [(attribute_list) (preproc_if_in_attribute_list)]* @decorator "struct" name: (_) @name) @definition.struct
(record_declaration [(attribute_list) (preproc_if_in_attribute_list)]* @decorator name: (_) @name) @definition.class
(struct_declaration [(attribute_list) (preproc_if_in_attribute_list)]* @decorator name: (_) @name) @definition.struct
(interface_declaration [(attribute_list) (preproc_if_in_attribute_list)]* @decorator name: (_) @name) @definition.interface
(enum_declaration [(attribute_list) (preproc_if_in_attribute_list)]* @decorator name: (_) @name) @definition.enum
(enum_member_declaration [(attribute_list) (preproc_if_in_attribute_list)]* @decorator name: (_) @name) @definition.enumerator
(delegate_declaration [(attribute_list) (preproc_if_in_attribute_list)]* @decorator name: (_) @name) @definition.type
(using_directive name: (_) @name) @definition.type

(namespace_declaration name: (_) @name body: (_) @body) @definition.module
(file_scoped_namespace_declaration name: (_) @name) @definition.module

; --- functions and methods --------------------------------------------------------------------------------

(method_declaration
  [(attribute_list) (preproc_if_in_attribute_list)]* @decorator
  (modifier "static")? @static
  name: (_) @name) @definition.method
(constructor_declaration
  [(attribute_list) (preproc_if_in_attribute_list)]* @decorator
  (modifier "static")? @static
  name: (_) @name) @definition.method
(destructor_declaration name: (_) @name) @definition.method
(operator_declaration
  [(attribute_list) (preproc_if_in_attribute_list)]* @decorator
  (modifier "static")? @static
  operator: _ @name) @definition.method
(conversion_operator_declaration
  [(attribute_list) (preproc_if_in_attribute_list)]* @decorator
  (modifier "static")? @static
  "operator" @name) @definition.method
(local_function_statement (modifier "static")? @static name: (_) @name) @definition.function

; a property, an event or an indexer with code of its own is a method, as in what it compiles to
(property_declaration
  [(attribute_list) (preproc_if_in_attribute_list)]* @decorator
  (modifier "static")? @static
  name: (_) @name
  value: (arrow_expression_clause) @body) @definition.method
(property_declaration
  [(attribute_list) (preproc_if_in_attribute_list)]* @decorator
  (modifier "static")? @static
  name: (_) @name
  accessors: (accessor_list (accessor_declaration body: (_))) @body) @definition.method
(event_declaration
  [(attribute_list) (preproc_if_in_attribute_list)]* @decorator
  (modifier "static")? @static
  name: (_) @name
  accessors: (_) @body) @definition.method
(indexer_declaration [(attribute_list) (preproc_if_in_attribute_list)]* @decorator "this" @name accessors: (_) @body) @definition.method
(indexer_declaration [(attribute_list) (preproc_if_in_attribute_list)]* @decorator "this" @name value: (_) @body) @definition.method

; Func<int, int> f = x => …
(field_declaration
  (modifier "static")? @static
  (variable_declaration (variable_declarator
    name: (_) @name
    [
      (_ parameters: (_) body: (_) @body)
      (anonymous_method_expression (block) @body)
    ]) @definition.method))
(variable_declarator
  name: (_) @name
  [
    (_ parameters: (_) body: (_) @body)
    (anonymous_method_expression (block) @body)
  ]) @definition.function

; --- constants, and what statements at the top declare -----------------------------------------------------

(field_declaration (modifier "const") (variable_declaration (variable_declarator name: (_) @name) @definition.constant))
(global_statement (local_declaration_statement
  (modifier "const") (variable_declaration (variable_declarator name: (_) @name) @definition.constant)))
(global_statement (local_declaration_statement
  (variable_declaration (variable_declarator name: (_) @name) @definition.variable)))

; --- members ----------------------------------------------------------------------------------------------

(field_declaration (variable_declaration (variable_declarator name: (_) @member)))
(event_field_declaration (variable_declaration (variable_declarator name: (_) @member)))
(property_declaration name: (_) @member)
(record_declaration (parameter_list (parameter name: (_) @member)))

; --- exports ----------------------------------------------------------------------------------------------

(class_declaration (modifier "public")) @export
(record_declaration (modifier "public")) @export
(struct_declaration (modifier "public")) @export
(interface_declaration (modifier "public")) @export
(enum_declaration (modifier "public")) @export
(delegate_declaration (modifier "public")) @export
(method_declaration (modifier "public")) @export
(constructor_declaration (modifier "public")) @export
(operator_declaration (modifier "public")) @export
(conversion_operator_declaration (modifier "public")) @export
(property_declaration (modifier "public")) @export
(event_declaration (modifier "public")) @export
(indexer_declaration (modifier "public")) @export
(field_declaration (modifier "public")) @export

; --- calls -------------------------------------------------------------------------------------------------

(invocation_expression function: [
  (identifier) @call.direct
  (generic_name (identifier) @call.direct)
  (_ name: (identifier) @call.indirect)
  (_ name: (generic_name (identifier) @call.indirect))
  (_ (member_binding_expression name: (identifier) @call.indirect))
  (_ (member_binding_expression name: (generic_name (identifier) @call.indirect)))
])
(object_creation_expression type: [
  (identifier) @call.new
  (generic_name (identifier) @call.new)
  (_ name: (identifier) @call.new)
  (_ name: (generic_name (identifier) @call.new))
])

; Ship ship = new(…)
(variable_declaration
  type: [
    (identifier) @call.new
    (generic_name (identifier) @call.new)
  ]
  (variable_declarator (implicit_object_creation_expression)))
(property_declaration
  type: [
    (identifier) @call.new
    (generic_name (identifier) @call.new)
  ]
  value: (implicit_object_creation_expression))

; --- imports -----------------------------------------------------------------------------------------------

(using_directive !name [(identifier) (qualified_name) (alias_qualified_name)] @import)
(using_directive name: (_) . [(identifier) (qualified_name) (alias_qualified_name) (generic_name)] @import)

; --- entry points --------------------------------------------------------------------------------------------

(compilation_unit . (shebang_directive) @name @entrypoint.script)
((method_declaration (modifier "static") name: (identifier) @name) @entrypoint.main
  (#eq? @name "Main"))
