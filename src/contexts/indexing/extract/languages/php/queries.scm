; Of two patterns that define the same node, the first wins.

; --- types and namespaces ---------------------------------------------------------------------------------

(class_declaration attributes: (_)? @decorator name: (_) @name body: (_) @body) @definition.class
(interface_declaration attributes: (_)? @decorator name: (_) @name body: (_) @body) @definition.interface
(trait_declaration attributes: (_)? @decorator name: (_) @name body: (_) @body) @definition.interface
(enum_declaration attributes: (_)? @decorator name: (_) @name body: (_) @body) @definition.enum
(enum_case name: (_) @name) @definition.enumerator
(namespace_definition name: (_) @name) @definition.module

; --- functions and methods --------------------------------------------------------------------------------

(function_definition attributes: (_)? @decorator name: (_) @name body: (_) @body) @definition.function
(method_declaration
  attributes: (_)? @decorator
  (static_modifier)? @static
  name: (_) @name) @definition.method

; a property with hooks is a method, as it runs code
(property_declaration
  (property_element name: (variable_name (name) @name))
  (property_hook_list (property_hook body: (_))) @body) @definition.method

; $f = function () { … }, $f = fn () => …
(assignment_expression
  left: [
    (variable_name (name) @name)
    (member_access_expression name: (name) @name)
  ]
  right: [
    (anonymous_function body: (_) @body)
    (arrow_function body: (_) @body)
  ]) @definition.function

; --- constants and variables ------------------------------------------------------------------------------

(const_declaration (const_element (name) @name) @definition.constant)
((function_call_expression
    function: (name) @call.none
    arguments: (arguments . (argument [(string) (encapsed_string)] @name))) @definition.constant
  (#eq? @call.none "define"))
(program (expression_statement
  (assignment_expression left: (variable_name (name) @name)) @definition.variable))

; --- members ----------------------------------------------------------------------------------------------

(property_element name: (variable_name (name) @member))
(property_promotion_parameter name: (variable_name (name) @member))

; --- calls -------------------------------------------------------------------------------------------------

(function_call_expression function: [
  (name) @call.direct
  (qualified_name (name) @call.direct)
  (relative_name (name) @call.direct)
  (variable_name (name) @call.indirect)
])
(member_call_expression name: (name) @call.indirect)
(nullsafe_member_call_expression name: (name) @call.indirect)
(scoped_call_expression name: (name) @call.direct)
(object_creation_expression [
  (name) @call.new
  (qualified_name (name) @call.new)
  (relative_name (name) @call.new)
])

; words of the language in the form of calls
((function_call_expression function: (name) @call.none)
  (#any-of? @call.none "empty" "isset"))
((object_creation_expression (name) @call.none)
  (#any-of? @call.none "parent" "self" "static"))

; --- imports -----------------------------------------------------------------------------------------------

(namespace_use_declaration !body (namespace_use_clause . [(name) (qualified_name)] @import))
(namespace_use_declaration body: (_)) @import

; of a path that is put together, the last piece
(_ . [
    "include"
    "include_once"
    "require"
    "require_once"
  ] . [
    (string) @import
    (encapsed_string) @import
    (binary_expression right: [(string) (encapsed_string)] @import)
    (parenthesized_expression [
      (string) @import
      (encapsed_string) @import
      (binary_expression right: [(string) (encapsed_string)] @import)
    ])
  ])

; --- entry points --------------------------------------------------------------------------------------------

((program . (text) @name @entrypoint.script)
  (#match? @name "^#![^\\n]*\\n?$"))
