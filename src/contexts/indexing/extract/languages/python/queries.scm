; Of two patterns that define the same node, the first wins.

; --- functions, methods, classes, types -------------------------------------------------------------------

((decorated_definition
    (decorator (identifier) @static)
    definition: (function_definition name: (_) @name body: (_) @body) @definition.function)
  (#any-of? @static "staticmethod" "classmethod"))
(function_definition name: (_) @name body: (_) @body) @definition.function
(assignment left: (identifier) @name right: (lambda body: (_) @body)) @definition.function
(class_definition name: (_) @name body: (_) @body) @definition.class
(type_alias_statement left: (type . (identifier) @name)) @definition.type
(type_alias_statement left: (type (generic_type . (identifier) @name))) @definition.type

; --- constants and variables of the module -----------------------------------------------------------------

((module (expression_statement (assignment left: (identifier) @name) @definition.constant))
  (#match? @name "^_*[A-Z][A-Z0-9_]*$"))
(module (expression_statement (assignment left: (identifier) @name) @definition.variable))
((module (expression_statement (assignment left: [
    (pattern_list (identifier) @name @definition.constant)
    (tuple_pattern (identifier) @name @definition.constant)
  ])))
  (#match? @name "^_*[A-Z][A-Z0-9_]*$"))
(module (expression_statement (assignment left: [
  (pattern_list (identifier) @name @definition.variable)
  (tuple_pattern (identifier) @name @definition.variable)
])))

; try: import json … except ImportError: json = None, with open(…) as file: text = file.read()
((module [
  (if_statement (block (expression_statement (assignment left: (identifier) @name) @definition.constant)))
  (with_statement (block (expression_statement (assignment left: (identifier) @name) @definition.constant)))
  (if_statement (_ (block (expression_statement (assignment left: (identifier) @name) @definition.constant))))
  (try_statement (block (expression_statement (assignment left: (identifier) @name) @definition.constant)))
  (try_statement (_ (block (expression_statement (assignment left: (identifier) @name) @definition.constant))))
])
  (#match? @name "^_*[A-Z][A-Z0-9_]*$"))
(module [
  (if_statement (block (expression_statement (assignment left: (identifier) @name) @definition.variable)))
  (with_statement (block (expression_statement (assignment left: (identifier) @name) @definition.variable)))
  (if_statement (_ (block (expression_statement (assignment left: (identifier) @name) @definition.variable))))
  (try_statement (block (expression_statement (assignment left: (identifier) @name) @definition.variable)))
  (try_statement (_ (block (expression_statement (assignment left: (identifier) @name) @definition.variable))))
])

; --- members: what the class body assigns, and what a method gives its instance ----------------------------

(class_definition body: (block (expression_statement (assignment left: [
  (identifier) @member
  (pattern_list (identifier) @member)
]))))
((assignment left: (attribute object: (identifier) @_self attribute: (identifier) @member))
  (#eq? @_self "self"))

; --- calls -------------------------------------------------------------------------------------------------

(call function: (identifier) @call.direct)
(call function: (attribute attribute: (_) @call.indirect))
(decorator (identifier) @call.direct)
(decorator (attribute attribute: (_) @call.indirect))

; --- imports -----------------------------------------------------------------------------------------------

(import_statement name: (dotted_name) @import)
(import_statement name: (aliased_import name: (dotted_name) @import))
(import_from_statement module_name: (_) @import)
(future_import_statement "__future__" @import)

; --- entry points -------------------------------------------------------------------------------------------

((if_statement condition: (comparison_operator (identifier) @_name (string) @name)) @entrypoint.main
  (#eq? @_name "__name__"))
