; Of two patterns that define the same node, the first wins.

; --- functions, and methods by their class; constructors before their initialisers -------------------------------

; googletest's TEST(Suite, Name) { … } is known by its name.
((function_definition
    !type
    declarator: (function_declarator
      declarator: (identifier) @_macro
      parameters: (parameter_list . (parameter_declaration) . (parameter_declaration type: (_) @name) .))
    body: (_) @body) @definition.function
  (#any-of? @_macro "TEST" "TEST_F" "TEST_P" "TYPED_TEST" "TYPED_TEST_P"))

; void f() LOCKED(x) { … } reads as a function of the macro's name, behind a declaration when it is on the next line.
((declaration
    declarator: (function_declarator declarator: [(identifier) (qualified_identifier)] @name)
    (MISSING ";"))
  . (function_definition !type body: (_) @body) @definition.function)
(function_definition
  (ERROR (function_declarator declarator: (_) @name))
  declarator: (function_declarator)
  body: (_) @body) @definition.function

(function_definition
  declarator: [
    (function_declarator declarator: [
      (identifier) (field_identifier) (qualified_identifier) (destructor_name) (operator_name) (template_function)
    ] @name)
    (pointer_declarator declarator: (function_declarator declarator: (_) @name))
    (pointer_declarator declarator: (pointer_declarator declarator: (function_declarator declarator: (_) @name)))
    (reference_declarator (function_declarator declarator: (_) @name))
    (operator_cast) @name
    (qualified_identifier name: (operator_cast)) @name
    (qualified_identifier name: (qualified_identifier name: (operator_cast))) @name
  ]
  . [(field_initializer_list) (compound_statement) (try_statement)]? @body) @definition.function

; MACRO namespace a { … } reads as a function named namespace::a, and so do types.
((function_definition
    declarator: (qualified_identifier scope: (_) @_word name: (identifier) @name)
    body: (_) @body) @definition.module
  (#eq? @_word "namespace"))
((function_definition
    declarator: (qualified_identifier scope: (_) @_word name: [(identifier) (template_function)] @name)
    body: (_) @body) @definition.struct
  (#eq? @_word "struct"))
((function_definition
    declarator: (qualified_identifier scope: (_) @_word name: [(identifier) (template_function)] @name)
    body: (_) @body) @definition.class
  (#eq? @_word "class"))

; class EXPORT A : public B { … } reads as a function whose type is class EXPORT.
(function_definition
  type: [(class_specifier !body) (struct_specifier !body)]
  declarator: (identifier) @name
  body: (_) @body) @definition.class
(function_definition
  type: [(class_specifier !body) (struct_specifier !body)]
  (ERROR . (identifier) @name)
  body: (_) @body) @definition.class

; A class says which methods it has; their bodies may be elsewhere. What looks like one named AS_MACROS_ARE is an
; annotation behind a field or a method.
(field_declaration
  (ERROR (function_declarator declarator: (_) @name))
  declarator: (function_declarator)) @definition.method
((field_declaration
    declarator: [
      (function_declarator declarator: [(field_identifier) (operator_name)] @name)
      (pointer_declarator declarator: (function_declarator declarator: (_) @name))
      (pointer_declarator declarator: (pointer_declarator declarator: (function_declarator declarator: (_) @name)))
      (reference_declarator (function_declarator declarator: (_) @name))
    ]) @definition.method
  (#not-match? @name "^[A-Z][A-Z0-9]*_[A-Z0-9_]*$"))
((field_declaration_list [
    (declaration declarator: [
      (function_declarator declarator: (_) @name)
      (operator_cast) @name
    ]) @definition.method
    (template_declaration (declaration
      declarator: [
        (function_declarator declarator: (_) @name)
        (pointer_declarator declarator: (function_declarator declarator: (_) @name))
        (reference_declarator (function_declarator declarator: (_) @name))
        (operator_cast) @name
      ]) @definition.method)
  ])
  (#not-match? @name "^[A-Z][A-Z0-9]*_[A-Z0-9_]*$"))

(function_definition (storage_class_specifier "static")) @static
(field_declaration (storage_class_specifier "static")) @static
(declaration (storage_class_specifier "static")) @static

; --- types -------------------------------------------------------------------------------------------------

(class_specifier name: (_) @name body: (_) @body) @definition.class
(struct_specifier name: (_) @name body: (_) @body) @definition.struct
(union_specifier name: (_) @name body: (_) @body) @definition.union
(enum_specifier name: (_) @name body: (_) @body) @definition.enum
(enumerator name: (_) @name) @definition.enumerator
(alias_declaration name: (_) @name) @definition.type
(concept_definition name: (_) @name) @definition.type

; typedef struct { … } name
(type_definition type: (struct_specifier !name body: (_) @body) declarator: (type_identifier) @name) @definition.struct
(type_definition type: (union_specifier !name body: (_) @body) declarator: (type_identifier) @name) @definition.union
(type_definition type: (enum_specifier !name body: (_) @body) declarator: (type_identifier) @name) @definition.enum
(type_definition declarator: [
  (type_identifier) @name
  (pointer_declarator declarator: (type_identifier) @name)
  (array_declarator declarator: (type_identifier) @name)
  (function_declarator declarator: (type_identifier) @name)
  (function_declarator declarator: (parenthesized_declarator (pointer_declarator declarator: (type_identifier) @name)))
  (pointer_declarator declarator: (function_declarator
    declarator: (parenthesized_declarator (pointer_declarator declarator: (type_identifier) @name))))
]) @definition.typedef

; --- namespaces and macros -----------------------------------------------------------------------------------

(namespace_definition name: (_) @name body: (_) @body) @definition.module
(preproc_def name: (_) @name value: (_)) @definition.macro
(preproc_function_def name: (_) @name value: (_)? @body) @definition.macro

; --- constants and variables outside functions; what extern declares is defined elsewhere ---------------------------
; The first of several names is found first, and so names the whole declaration.

(declaration
  (storage_class_specifier "extern")
  declarator: [(identifier) (array_declarator) (pointer_declarator)]) @value

(translation_unit (declaration
  (type_qualifier ["const" "constexpr"])
  declarator: [
    (init_declarator declarator: [(identifier) (qualified_identifier)] @name)
    (init_declarator declarator: (array_declarator declarator: (_) @name))
    (init_declarator declarator: (pointer_declarator (type_qualifier) declarator: (identifier) @name))
    (init_declarator declarator: (pointer_declarator
      (type_qualifier)
      declarator: (array_declarator declarator: (identifier) @name)))
  ]) @definition.constant)
(translation_unit (declaration declarator: [
    (identifier) @name
    (qualified_identifier) @name
    (array_declarator declarator: [(identifier) (qualified_identifier)] @name)
    (pointer_declarator declarator: [(identifier) (qualified_identifier)] @name)
    (init_declarator declarator: [(identifier) (qualified_identifier)] @name)
    (init_declarator declarator: (_ declarator: [(identifier) (qualified_identifier)] @name))
    (init_declarator declarator: (pointer_declarator declarator: (array_declarator declarator: (_) @name)))
    (init_declarator declarator: (reference_declarator [(identifier) (qualified_identifier)] @name))
  ]) @definition.variable)
(translation_unit (declaration
  "," . declarator: [
    (identifier) @name
    (array_declarator declarator: (identifier) @name)
    (pointer_declarator declarator: (identifier) @name)
    (init_declarator declarator: (identifier) @name)
    (init_declarator declarator: (_ declarator: (identifier) @name))
  ] @definition.variable))

(declaration_list (declaration
  (type_qualifier ["const" "constexpr"])
  declarator: [
    (init_declarator declarator: [(identifier) (qualified_identifier)] @name)
    (init_declarator declarator: (array_declarator declarator: (_) @name))
    (init_declarator declarator: (pointer_declarator (type_qualifier) declarator: (identifier) @name))
    (init_declarator declarator: (pointer_declarator
      (type_qualifier)
      declarator: (array_declarator declarator: (identifier) @name)))
  ]) @definition.constant)
(declaration_list (declaration declarator: [
    (identifier) @name
    (qualified_identifier) @name
    (array_declarator declarator: [(identifier) (qualified_identifier)] @name)
    (pointer_declarator declarator: [(identifier) (qualified_identifier)] @name)
    (init_declarator declarator: [(identifier) (qualified_identifier)] @name)
    (init_declarator declarator: (_ declarator: [(identifier) (qualified_identifier)] @name))
    (init_declarator declarator: (pointer_declarator declarator: (array_declarator declarator: (_) @name)))
    (init_declarator declarator: (reference_declarator [(identifier) (qualified_identifier)] @name))
  ]) @definition.variable)
(declaration_list (declaration
  "," . declarator: [
    (identifier) @name
    (array_declarator declarator: (identifier) @name)
    (pointer_declarator declarator: (identifier) @name)
    (init_declarator declarator: (identifier) @name)
    (init_declarator declarator: (_ declarator: (identifier) @name))
  ] @definition.variable))

(translation_unit (_ (declaration
  (type_qualifier ["const" "constexpr"])
  declarator: [
    (init_declarator declarator: [(identifier) (qualified_identifier)] @name)
    (init_declarator declarator: (array_declarator declarator: (_) @name))
    (init_declarator declarator: (pointer_declarator (type_qualifier) declarator: (identifier) @name))
    (init_declarator declarator: (pointer_declarator
      (type_qualifier)
      declarator: (array_declarator declarator: (identifier) @name)))
  ]) @definition.constant))
(translation_unit (_ (declaration declarator: [
    (identifier) @name
    (qualified_identifier) @name
    (array_declarator declarator: [(identifier) (qualified_identifier)] @name)
    (pointer_declarator declarator: [(identifier) (qualified_identifier)] @name)
    (init_declarator declarator: [(identifier) (qualified_identifier)] @name)
    (init_declarator declarator: (_ declarator: [(identifier) (qualified_identifier)] @name))
    (init_declarator declarator: (pointer_declarator declarator: (array_declarator declarator: (_) @name)))
    (init_declarator declarator: (reference_declarator [(identifier) (qualified_identifier)] @name))
  ]) @definition.variable))

(declaration_list (_ (declaration
  (type_qualifier ["const" "constexpr"])
  declarator: [
    (init_declarator declarator: [(identifier) (qualified_identifier)] @name)
    (init_declarator declarator: (array_declarator declarator: (_) @name))
    (init_declarator declarator: (pointer_declarator (type_qualifier) declarator: (identifier) @name))
    (init_declarator declarator: (pointer_declarator
      (type_qualifier)
      declarator: (array_declarator declarator: (identifier) @name)))
  ]) @definition.constant))
(declaration_list (_ (declaration declarator: [
    (identifier) @name
    (qualified_identifier) @name
    (array_declarator declarator: [(identifier) (qualified_identifier)] @name)
    (pointer_declarator declarator: [(identifier) (qualified_identifier)] @name)
    (init_declarator declarator: [(identifier) (qualified_identifier)] @name)
    (init_declarator declarator: (_ declarator: [(identifier) (qualified_identifier)] @name))
    (init_declarator declarator: (pointer_declarator declarator: (array_declarator declarator: (_) @name)))
    (init_declarator declarator: (reference_declarator [(identifier) (qualified_identifier)] @name))
  ]) @definition.variable))

; --- members -----------------------------------------------------------------------------------------------

(field_declaration declarator: [
  (field_identifier) @member
  (array_declarator declarator: (field_identifier) @member)
  (pointer_declarator declarator: (field_identifier) @member)
  (pointer_declarator declarator: (pointer_declarator declarator: (field_identifier) @member))
  (pointer_declarator declarator: (array_declarator declarator: (field_identifier) @member))
  (reference_declarator (field_identifier) @member)
  (function_declarator
    declarator: (parenthesized_declarator (pointer_declarator declarator: (field_identifier) @member)))
])
(field_declaration (ERROR (identifier) @member) declarator: (function_declarator))

; --- calls -------------------------------------------------------------------------------------------------

(call_expression function: [(identifier) (qualified_identifier)] @call.direct)
(call_expression function: (template_function name: (identifier) @call.direct))
((call_expression function: (template_function name: (identifier) @call.none))
  (#any-of? @call.none "static_cast" "dynamic_cast" "reinterpret_cast" "const_cast"))
(call_expression function: (field_expression field: [(field_identifier) (qualified_identifier)] @call.indirect))
(call_expression function: (field_expression field: (template_method name: (_) @call.indirect)))
(call_expression function: (field_expression field: (dependent_name (template_method name: (_) @call.indirect))))
(new_expression type: [(type_identifier) (qualified_identifier)] @call.new)
(new_expression type: (template_type name: (_) @call.new))

; --- imports -----------------------------------------------------------------------------------------------

(preproc_include path: [(string_literal) (system_lib_string)] @import)
(import_declaration name: (_) @import)

; --- entry points ------------------------------------------------------------------------------------------

((translation_unit
    (function_definition declarator: (function_declarator declarator: (identifier) @name)) @entrypoint.main)
  (#eq? @name "main"))
