; Of two patterns that define the same node, the first wins. A definition starts after the annotations before it,
; and the comments among them.

; --- methods and constructors ------------------------------------------------------------------------------

(method_declaration
  (modifiers [(annotation) (marker_annotation) (line_comment) (block_comment)]* @decorator "static"? @static)?
  name: (_) @name) @definition.method
(constructor_declaration
  (modifiers [(annotation) (marker_annotation) (line_comment) (block_comment)]+ @decorator)?
  name: (_) @name
  body: (_) @body) @definition.method
(compact_constructor_declaration
  (modifiers [(annotation) (marker_annotation) (line_comment) (block_comment)]+ @decorator)?
  name: (_) @name
  body: (_) @body) @definition.method
(annotation_type_element_declaration name: (_) @name) @definition.method

; --- types -------------------------------------------------------------------------------------------------

(class_declaration
  (modifiers [(annotation) (marker_annotation) (line_comment) (block_comment)]* @decorator "static"? @static)?
  name: (_) @name
  body: (_) @body) @definition.class
(record_declaration
  (modifiers [(annotation) (marker_annotation) (line_comment) (block_comment)]* @decorator "static"? @static)?
  name: (_) @name
  body: (_) @body) @definition.class
(interface_declaration
  (modifiers [(annotation) (marker_annotation) (line_comment) (block_comment)]+ @decorator)?
  name: (_) @name
  body: (_) @body) @definition.interface
(annotation_type_declaration
  (modifiers [(annotation) (marker_annotation) (line_comment) (block_comment)]+ @decorator)?
  name: (_) @name
  body: (_) @body) @definition.interface
(enum_declaration
  (modifiers [(annotation) (marker_annotation) (line_comment) (block_comment)]+ @decorator)?
  name: (_) @name
  body: (_) @body) @definition.enum
(enum_constant
  (modifiers [(annotation) (marker_annotation) (line_comment) (block_comment)]+ @decorator)?
  name: (_) @name
  body: (_)? @body) @definition.enumerator
(module_declaration name: (_) @name body: (_) @body) @definition.module

; --- constants: static final fields, and the fields of interfaces ---------------------------------------------

(field_declaration
  (modifiers [(annotation) (marker_annotation) (line_comment) (block_comment)]* @decorator "static" @static "final")
  . (_)
  . declarator: (variable_declarator name: (_) @name)) @definition.constant
(field_declaration
  (modifiers [(annotation) (marker_annotation) (line_comment) (block_comment)]* @decorator "final" "static" @static)
  . (_)
  . declarator: (variable_declarator name: (_) @name)) @definition.constant
(field_declaration
  (modifiers "static" @static "final")
  "," . declarator: (variable_declarator name: (_) @name) @definition.constant)
(constant_declaration . (modifiers)? . (_) . declarator: (variable_declarator name: (_) @name)) @definition.constant
(constant_declaration "," . declarator: (variable_declarator name: (_) @name) @definition.constant)

; --- members -----------------------------------------------------------------------------------------------

(class_declaration body: (class_body (field_declaration declarator: (variable_declarator name: (_) @member))))
(enum_body_declarations (field_declaration declarator: (variable_declarator name: (_) @member)))
(record_declaration body: (class_body (field_declaration declarator: (variable_declarator name: (_) @member))))
(record_declaration parameters: (formal_parameters (formal_parameter name: (_) @member)))
(record_declaration parameters: (formal_parameters (spread_parameter (variable_declarator name: (_) @member))))

; --- exports -----------------------------------------------------------------------------------------------

(class_declaration (modifiers "public")) @export
(record_declaration (modifiers "public")) @export
(interface_declaration (modifiers "public")) @export
(annotation_type_declaration (modifiers "public")) @export
(enum_declaration (modifiers "public")) @export
(method_declaration (modifiers "public")) @export
(constructor_declaration (modifiers "public")) @export
(compact_constructor_declaration (modifiers "public")) @export
(field_declaration (modifiers "public")) @export
(constant_declaration (modifiers "public")) @export

; --- calls -------------------------------------------------------------------------------------------------

(method_invocation !object name: (_) @call.direct)
(method_invocation object: (_) name: (_) @call.indirect)
(object_creation_expression type: (type_identifier) @call.new)
(object_creation_expression type: (generic_type (type_identifier) @call.new))
(object_creation_expression type: (scoped_type_identifier (type_identifier) @call.new .))
(object_creation_expression type: (generic_type (scoped_type_identifier (type_identifier) @call.new .)))

; --- imports -----------------------------------------------------------------------------------------------

(import_declaration [(identifier) (scoped_identifier)] @import)
(requires_module_directive module: (_) @import)

; --- entry points ------------------------------------------------------------------------------------------

((method_declaration
    (modifiers "public" "static")
    type: (void_type)
    name: (identifier) @name
    parameters: (formal_parameters . [(formal_parameter type: (array_type)) (spread_parameter)] .)) @entrypoint.main
  (#eq? @name "main"))
