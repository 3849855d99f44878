; Of two patterns that define the same node, the first wins.

; --- functions and methods -------------------------------------------------------------------------------

(function_declaration name: (_) @name body: (_) @body) @definition.function
(function_declaration name: (_) @name) @definition.function

; func (s *Ship[T]) Sail()
(method_declaration
  receiver: (parameter_list (parameter_declaration type: [
    (type_identifier) @owner
    (generic_type type: (type_identifier) @owner)
    (pointer_type (type_identifier) @owner)
    (pointer_type (generic_type type: (type_identifier) @owner))
  ]))
  name: (_) @name
  body: (_) @body) @definition.method
(method_declaration name: (_) @name) @definition.method
(method_elem name: (_) @name) @definition.method

; var run = func() { … }
(source_file (var_declaration [
  (var_spec name: (identifier) @name value: (expression_list . (func_literal body: (_) @body) .)) @definition.function
  (var_spec_list
    (var_spec name: (identifier) @name value: (expression_list . (func_literal body: (_) @body) .)) @definition.function)
]))

; --- types -----------------------------------------------------------------------------------------------

(type_spec name: (_) @name type: (struct_type (field_declaration_list) @body)) @definition.struct
(type_spec name: (_) @name type: (interface_type "{" @body)) @definition.interface
(type_spec name: (_) @name) @definition.type
(type_alias name: (_) @name) @definition.type

; --- constants and variables of the package, but for _ ----------------------------------------------------------

((source_file (const_declaration (const_spec . name: (identifier) @name) @definition.constant))
  (#not-eq? @name "_"))
((source_file (const_declaration (const_spec "," . name: (identifier) @name @definition.constant)))
  (#not-eq? @name "_"))
((source_file (var_declaration [
    (var_spec . name: (identifier) @name) @definition.variable
    (var_spec_list (var_spec . name: (identifier) @name) @definition.variable)
  ]))
  (#not-eq? @name "_"))
((source_file (var_declaration [
    (var_spec "," . name: (identifier) @name @definition.variable)
    (var_spec_list (var_spec "," . name: (identifier) @name @definition.variable))
  ]))
  (#not-eq? @name "_"))

; --- members: fields, and types that are embedded ------------------------------------------------------------

(type_spec type: (struct_type (field_declaration_list (field_declaration name: (_) @member))))
(type_spec type: (struct_type (field_declaration_list (field_declaration !name type: [
  (type_identifier) @member
  (qualified_type name: (_) @member)
  (generic_type type: (type_identifier) @member)
]))))

; --- calls; f[T](x) reads as a conversion to a generic type, which is far rarer ------------------------------

(call_expression function: (identifier) @call.direct)
(call_expression function: (selector_expression field: (_) @call.indirect))
(type_conversion_expression type: (generic_type type: (type_identifier) @call.direct))
(type_conversion_expression type: (generic_type type: (qualified_type name: (_) @call.indirect)))

; --- imports -----------------------------------------------------------------------------------------------

(import_spec path: (_) @import)

; --- entry points -------------------------------------------------------------------------------------------

((source_file
    (package_clause (package_identifier) @_package)
    (function_declaration name: (identifier) @name) @entrypoint.main)
  (#eq? @name "main")
  (#eq? @_package "main"))
((function_declaration name: (identifier) @name) @entrypoint.init
  (#eq? @name "init"))
