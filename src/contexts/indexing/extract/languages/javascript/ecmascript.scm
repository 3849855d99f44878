; What JavaScript, TypeScript and TSX say alike. Of two patterns that define the same node, the first wins.

; A node whose fields tell what it is stands as (_ field: …) here: each named parent costs time when the query is made.

; --- functions -------------------------------------------------------------------------------------------

(function_declaration name: (_) @name) @definition.function
(generator_function_declaration name: (_) @name) @definition.function

; const f = () => …, const f = function () …
(variable_declarator
  name: (identifier) @name
  value: [(arrow_function) (function_expression) (generator_function)] @value) @definition.function

; module.exports = function …, Foo.prototype.bar = () => …
(assignment_expression
  left: [
    (identifier) @name
    (_ property: (_) @name)
  ]
  right: [(arrow_function) (function_expression) (generator_function)] @value) @definition.function

; export default () => …
(export_statement
  "default" @name
  value: [(arrow_function) (function_expression !name) (generator_function !name)] @definition.function)

; a named function expression that no name above is bound to: register(function onReady() …)
(function_expression name: (_) @name) @definition.function
(generator_function name: (_) @name) @definition.function

; --- methods ---------------------------------------------------------------------------------------------

(method_definition name: (_) @name) @definition.method

; { run: async () => … }
(pair
  key: (_) @name
  value: [(arrow_function) (function_expression) (generator_function)] @value) @definition.method

; --- classes ---------------------------------------------------------------------------------------------

(class_declaration (decorator)* @decorator name: (_) @name) @definition.class
(variable_declarator name: (identifier) @name value: (class) @value) @definition.class
(export_statement "default" @name value: (class !name) @definition.class)
(class name: (_) @name) @definition.class

; --- constants, and variables when the keyword is let or var ----------------------------------------------------------------

(program
  (lexical_declaration kind: "const" (variable_declarator name: (identifier) @name) @definition.constant))
(export_statement
  (lexical_declaration kind: "const" (variable_declarator name: (identifier) @name) @definition.constant))
(program (_ (variable_declarator name: (identifier) @name) @definition.variable))
(export_statement (_ (variable_declarator name: (identifier) @name) @definition.variable))

; const { a, b: c, d = 1 } = …, const [e] = …
(program (lexical_declaration kind: "const" (variable_declarator name: [
  (object_pattern [
    (shorthand_property_identifier_pattern) @name @definition.constant
    (object_assignment_pattern left: (_) @name @definition.constant)
    (pair_pattern value: (identifier) @name @definition.constant)
    (pair_pattern value: (assignment_pattern left: (identifier) @name @definition.constant))
    (rest_pattern (identifier) @name @definition.constant)
  ])
  (array_pattern [
    (identifier) @name @definition.constant
    (assignment_pattern left: (identifier) @name @definition.constant)
    (rest_pattern (identifier) @name @definition.constant)
  ])
])))
(export_statement (lexical_declaration kind: "const" (variable_declarator name: [
  (object_pattern [
    (shorthand_property_identifier_pattern) @name @definition.constant
    (object_assignment_pattern left: (_) @name @definition.constant)
    (pair_pattern value: (identifier) @name @definition.constant)
    (pair_pattern value: (assignment_pattern left: (identifier) @name @definition.constant))
    (rest_pattern (identifier) @name @definition.constant)
  ])
  (array_pattern [
    (identifier) @name @definition.constant
    (assignment_pattern left: (identifier) @name @definition.constant)
    (rest_pattern (identifier) @name @definition.constant)
  ])
])))
(program (_ (variable_declarator name: [
  (object_pattern [
    (shorthand_property_identifier_pattern) @name @definition.variable
    (object_assignment_pattern left: (_) @name @definition.variable)
    (pair_pattern value: (identifier) @name @definition.variable)
    (pair_pattern value: (assignment_pattern left: (identifier) @name @definition.variable))
    (rest_pattern (identifier) @name @definition.variable)
  ])
  (array_pattern [
    (identifier) @name @definition.variable
    (assignment_pattern left: (identifier) @name @definition.variable)
    (rest_pattern (identifier) @name @definition.variable)
  ])
])))

; --- exports ----------------------------------------------------------------------------------------------

(export_statement declaration: (_) @export)
(export_statement "default" value: [
  (arrow_function) (function_expression) (generator_function) (class)
] @export)
(export_statement "default" value: (identifier) @export.name)
(export_statement !source (export_clause (export_specifier name: (identifier) @export.name)))

; module.exports = name, module.exports = { name, … }
((assignment_expression
    left: (_ object: (identifier) @_module property: (property_identifier) @_exports)
    right: [
      (identifier) @export.name
      (object (shorthand_property_identifier) @export.name)
    ])
  (#eq? @_module "module")
  (#eq? @_exports "exports"))

; module.exports = …, exports.run = …
((assignment_expression
    left: (_ object: (identifier) @_module property: (property_identifier) @_exports)) @export
  (#eq? @_module "module")
  (#eq? @_exports "exports"))
((assignment_expression left: (_ object: (identifier) @_exports)) @export
  (#eq? @_exports "exports"))

; --- calls -----------------------------------------------------------------------------------------------

(call_expression function: [(identifier) @call.direct (_ property: (_) @call.indirect)])
(new_expression constructor: [(identifier) @call.new (_ property: (_) @call.new)])
(decorator [(identifier) @call.direct (_ property: (_) @call.indirect)])

; --- imports ---------------------------------------------------------------------------------------------

(import_statement source: (string) @import)
(export_statement source: (string) @import)
(call_expression function: (import) arguments: (_ . (string) @import))
((call_expression function: (identifier) @import.function arguments: (_ . (string) @import))
  (#eq? @import.function "require"))

; --- entry points ----------------------------------------------------------------------------------------

(program . (hash_bang_line) @name @entrypoint.script)
