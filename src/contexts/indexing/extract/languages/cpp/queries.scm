; Of two patterns that define the same node, the first wins.

; A node whose fields tell what it is stands as (_ field: …) here, as parameters tell a function's declarator: each named
; parent costs time when the query is made.

; --- functions, and methods by their class; constructors before their initialisers -------------------------------

; googletest's TEST(Suite, Name) { … } is known by its name.
((function_definition
    !type
    declarator: (_
      declarator: (identifier) @_macro
      parameters: (_ . (parameter_declaration) . (_ type: (_) @name) .))) @definition.function
  (#any-of? @_macro "TEST" "TEST_F" "TEST_P" "TYPED_TEST" "TYPED_TEST_P"))

; void f() LOCKED(x) { … } reads as a function of the macro's name, behind a declaration when it is on the next line.
((declaration
    declarator: (_ declarator: [(identifier) (qualified_identifier)] @name parameters: (_))
    (MISSING ";"))
  . (function_definition !type) @definition.function)
(function_definition (ERROR (_ declarator: (_) @name parameters: (_))) declarator: (_ parameters: (_))) @definition.function

(function_definition
  declarator: [
    (operator_cast) @name
    (_ name: (operator_cast)) @name
    (_ name: (_ name: (operator_cast))) @name
    (_) @declarator
  ]
  . [(field_initializer_list) (compound_statement) (try_statement)]? @body) @definition.function

; MACRO namespace a { … } reads as a function named namespace::a, and so do types.
((function_definition declarator: (_ scope: (_) @_word name: (identifier) @name)) @definition.module
  (#eq? @_word "namespace"))
((function_definition declarator: (_ scope: (_) @_word name: [(identifier) (template_function)] @name)) @definition.struct
  (#eq? @_word "struct"))
((function_definition declarator: (_ scope: (_) @_word name: [(identifier) (template_function)] @name)) @definition.class
  (#eq? @_word "class"))

; class EXPORT A : public B { … } reads as a function whose type is class EXPORT.
((function_definition type: (_ !body) @_type declarator: (identifier) @name) @definition.class
  (#match? @_type "^(?:class|struct)\\b"))
((function_definition type: (_ !body) @_type (ERROR . (identifier) @name)) @definition.class
  (#match? @_type "^(?:class|struct)\\b"))

; A class says which methods it has; their bodies may be elsewhere. What looks like one named AS_MACROS_ARE is an
; annotation behind a field or a method.
(field_declaration
  (ERROR (_ declarator: (_) @name parameters: (_)))
  declarator: (_ parameters: (_))) @definition.method
((field_declaration
    declarator: [
      (_ declarator: [(field_identifier) (operator_name)] @name parameters: (_))
      (_ !parameters (_ declarator: (_) @name parameters: (_)))
      (_ !parameters (_ !parameters (_ declarator: (_) @name parameters: (_))))
    ]) @definition.method
  (#not-match? @name "^[A-Z][A-Z0-9]*_[A-Z0-9_]*$"))
((field_declaration_list [
    (declaration declarator: [
      (_ declarator: (_) @name parameters: (_))
      (operator_cast) @name
    ]) @definition.method
    (_ (declaration
      declarator: [
        (_ declarator: (_) @name parameters: (_))
        (_ !parameters (_ declarator: (_) @name parameters: (_)))
        (operator_cast) @name
      ]) @definition.method)
  ])
  (#not-match? @name "^[A-Z][A-Z0-9]*_[A-Z0-9_]*$"))

; --- types -------------------------------------------------------------------------------------------------

(class_specifier name: (_) @name body: (_)) @definition.class
(struct_specifier name: (_) @name body: (_)) @definition.struct
(union_specifier name: (_) @name body: (_)) @definition.union
(enum_specifier name: (_) @name body: (_)) @definition.enum
(enumerator name: (_) @name) @definition.enumerator
(alias_declaration name: (_) @name) @definition.type
(concept_definition name: (_) @name) @definition.type

; typedef struct { … } name
(type_definition type: (struct_specifier !name body: (_) @body) declarator: (type_identifier) @name) @definition.struct
(type_definition type: (union_specifier !name body: (_) @body) declarator: (type_identifier) @name) @definition.union
(type_definition type: (enum_specifier !name body: (_) @body) declarator: (type_identifier) @name) @definition.enum
(type_definition declarator: [
  (type_identifier) @name
  (_ declarator: (type_identifier) @name)
  (_ declarator: (_ (_ declarator: (type_identifier) @name)))
  (_ declarator: (_ declarator: (_ (_ declarator: (type_identifier) @name))))
]) @definition.typedef

; --- namespaces and macros -----------------------------------------------------------------------------------

(namespace_definition name: (_) @name) @definition.module
(preproc_def name: (_) @name value: (_)) @definition.macro
(preproc_function_def name: (_) @name value: (_)? @body) @definition.macro

; --- constants and variables outside functions; what extern declares is defined elsewhere ---------------------------

((translation_unit (declaration declarator: (_ !parameters !type) @declarator) @definition.variable)
  (#not-match? @definition.variable "^[^={]*\\bextern\\b[^={]*;$"))
((translation_unit (_ (declaration declarator: (_ !parameters !type) @declarator) @definition.variable))
  (#not-match? @definition.variable "^[^={]*\\bextern\\b[^={]*;$"))
((declaration_list (declaration declarator: (_ !parameters !type) @declarator) @definition.variable)
  (#not-match? @definition.variable "^[^={]*\\bextern\\b[^={]*;$"))
((declaration_list (_ (declaration declarator: (_ !parameters !type) @declarator) @definition.variable))
  (#not-match? @definition.variable "^[^={]*\\bextern\\b[^={]*;$"))

; --- members -----------------------------------------------------------------------------------------------

(field_declaration declarator: [
  (field_identifier) @member
  (_ !parameters declarator: (field_identifier) @member)
  (_ !parameters declarator: (_ !parameters declarator: (field_identifier) @member))
  (reference_declarator (field_identifier) @member)
  (_ declarator: (_ (_ declarator: (field_identifier) @member)) parameters: (_))
])
(field_declaration (ERROR (identifier) @member) declarator: (_ parameters: (_)))

; --- calls -------------------------------------------------------------------------------------------------

(call_expression function: [
  (identifier) @call.direct
  (qualified_identifier) @call.direct
  (_ name: (identifier) @call.direct arguments: (_))
  (_ field: [(field_identifier) (qualified_identifier)] @call.indirect)
  (_ field: (_ name: (_) @call.indirect arguments: (_)))
  (_ field: (_ (_ name: (_) @call.indirect arguments: (_))))
])
(new_expression type: [
  (type_identifier) @call.new
  (qualified_identifier) @call.new
  (_ name: (_) @call.new arguments: (_))
])

; --- imports -----------------------------------------------------------------------------------------------

(preproc_include path: [(string_literal) (system_lib_string)] @import)
(import_declaration name: (_) @import)

; --- entry points ------------------------------------------------------------------------------------------

((translation_unit
    (function_definition declarator: (_ declarator: (identifier) @name parameters: (_))) @entrypoint.main)
  (#eq? @name "main"))
