; Of two patterns that define the same node, the first wins.

; A node whose fields or place tell what it is stands as (_ …) here: each named parent costs time when the query is made.

; --- functions, methods, classes, types -------------------------------------------------------------------

((decorated_definition
    (decorator (identifier) @static)
    definition: (function_definition name: (_) @name) @definition.function)
  (#any-of? @static "staticmethod" "classmethod"))
(function_definition name: (_) @name) @definition.function
(assignment left: (identifier) @name right: (lambda) @value) @definition.function
(class_definition name: (_) @name) @definition.class
(type_alias_statement left: (type . (identifier) @name)) @definition.type
(type_alias_statement left: (type (generic_type . (identifier) @name))) @definition.type

; --- constants and variables of the module -----------------------------------------------------------------

(module (_ (assignment left: (identifier) @name) @definition.variable))
(module (_ (assignment left: [
  (pattern_list (identifier) @name @definition.variable)
  (tuple_pattern (identifier) @name @definition.variable)
])))

; try: import json … except ImportError: json = None, with open(…) as file: text = file.read()
(module [
  (if_statement [
    (_ (_ (assignment left: (identifier) @name) @definition.variable))
    (_ (_ (_ (assignment left: (identifier) @name) @definition.variable)))
  ])
  (try_statement [
    (_ (_ (assignment left: (identifier) @name) @definition.variable))
    (_ (_ (_ (assignment left: (identifier) @name) @definition.variable)))
  ])
  (with_statement (_ (_ (assignment left: (identifier) @name) @definition.variable)))
])

; --- members: what the class body assigns, and what a method gives its instance ----------------------------

(class_definition body: (_ (_ (assignment left: [
  (identifier) @member
  (pattern_list (identifier) @member)
]))))
((assignment left: (_ object: (identifier) @_self attribute: (identifier) @member))
  (#eq? @_self "self"))

; --- calls -------------------------------------------------------------------------------------------------

(call function: [(identifier) @call.direct (_ attribute: (_) @call.indirect)])
(decorator [(identifier) @call.direct (_ attribute: (_) @call.indirect)])

; --- imports -----------------------------------------------------------------------------------------------

(import_statement name: (dotted_name) @import)
(import_statement name: (aliased_import name: (dotted_name) @import))
(import_from_statement module_name: (_)) @import
(future_import_statement "__future__" @import)

; --- entry points -------------------------------------------------------------------------------------------

((if_statement condition: (comparison_operator (identifier) @_name (string) @name)) @entrypoint.main
  (#eq? @_name "__name__"))
