; Of two patterns that define the same node, the first wins.

; A node whose fields tell what it is stands as (_ field: …) here: each named parent costs time when the query is made.

; --- modules and classes ----------------------------------------------------------------------------------

(module name: [(constant) @name (_ name: (_) @name)]) @definition.module
(class name: [(constant) @name (_ name: (_) @name)]) @definition.class

; Point = Struct.new(:x, :y) do … end
((_
    left: (constant) @name
    right: (_ receiver: (constant) @_class method: (identifier) @_new block: (_)? @body)) @definition.class
  (#any-of? @_class "Class" "Data" "Struct")
  (#any-of? @_new "new" "define"))
((_
    left: (constant) @name
    right: (_ receiver: (constant) @_class method: (identifier) @_new block: (_)? @body)) @definition.module
  (#eq? @_class "Module")
  (#eq? @_new "new"))

; --- functions and methods: what stands in no class is a function ---------------------------------------------

(program (method name: (_) @name) @definition.function)
(method name: (_) @name) @definition.method
(singleton_method object: (_) @static name: (_) @name) @definition.method
(singleton_class (_ (method) @static))
(alias name: (_) @name) @definition.method
((_
    method: (identifier) @call.none
    arguments: (_ . [(simple_symbol) (string)] @name)
    block: (_)? @body) @definition.method
  (#any-of? @call.none "alias_method" "define_method" "define_singleton_method"))

; square = ->(x) { … }
(assignment left: [(identifier) (constant)] @name right: (lambda) @value) @definition.function

; --- constants, variables and members -------------------------------------------------------------------------

; of these names that of a constant alone makes a definition
(assignment left: [
  (constant) @name
  (_ name: (constant) @name)
  (identifier) @local
  (instance_variable) @member
  (class_variable) @member
]) @definition.constant
(operator_assignment left: [
  (constant) @name
  (identifier) @local
  (instance_variable) @member
  (class_variable) @member
]) @definition.constant
(left_assignment_list [
  (constant) @name @definition.constant
  (identifier) @local
  (rest_assignment (identifier) @local)
  (instance_variable) @member
  (class_variable) @member
])
(program (assignment left: [(identifier) (global_variable)] @name) @definition.variable)
(program (_ left: (left_assignment_list [(identifier) (global_variable)] @name @definition.variable)))

; attr_reader :x, Struct.new(:x)
((_ method: (identifier) @call.none arguments: (_ [(simple_symbol) (string)] @member))
  (#any-of? @call.none "attr" "attr_accessor" "attr_reader" "attr_writer"))
((_ receiver: (constant) @_class method: (identifier) @_new arguments: (_ (simple_symbol) @member))
  (#any-of? @_class "Data" "Struct")
  (#any-of? @_new "new" "define"))

; --- local variables --------------------------------------------------------------------------------------------

(method_parameters (identifier) @local)
(block_parameters [(identifier) @local locals: (identifier) @local])
(lambda_parameters (identifier) @local)
(destructured_parameter (identifier) @local)
(optional_parameter name: (_) @local)
(keyword_parameter name: (_) @local)
(splat_parameter name: (_) @local)
(hash_splat_parameter name: (_) @local)
(block_parameter name: (_) @local)
(destructured_left_assignment [(identifier) @local (rest_assignment (identifier) @local)])
(exception_variable (identifier) @local)
(for pattern: (identifier) @local)
(in_clause pattern: (identifier) @local)
(array_pattern (identifier) @local)
(find_pattern (identifier) @local)
(as_pattern name: (identifier) @local)
(keyword_pattern value: (identifier) @local)
(keyword_pattern key: (hash_key_symbol) @local)

; --- calls -----------------------------------------------------------------------------------------------------

(call !receiver method: [(identifier) (constant)] @call.direct)
(call receiver: (_) method: [(identifier) (constant)] @call.indirect)
((call receiver: [(constant) @call.new (_ name: (constant) @call.new)] method: (identifier) @call.none)
  (#eq? @call.none "new"))

; a name alone, where a value is asked for: a call without arguments unless it is a local variable
(_primary/identifier) @call.bare
(ERROR (identifier) @call.none)

; --- imports ---------------------------------------------------------------------------------------------------

; autoload :Ship, "ship"
((call
    !receiver
    method: (identifier) @import.function
    arguments: (_ . (simple_symbol)? . (string) @import))
  (#any-of? @import.function "autoload" "load" "require" "require_relative"))

; --- entry points ------------------------------------------------------------------------------------------------

((program . (comment) @name @entrypoint.script)
  (#match? @name "^#!"))
((if condition: (_ left: (identifier) @_file operator: "==" right: (global_variable) @name)) @entrypoint.main
  (#eq? @_file "__FILE__"))
