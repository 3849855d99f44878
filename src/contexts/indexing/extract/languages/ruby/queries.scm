; Of two patterns that define the same node, the first wins.

; --- modules and classes ----------------------------------------------------------------------------------

(module name: [(constant) @name (scope_resolution name: (_) @name)] body: (_) @body) @definition.module
(module name: [(constant) @name (scope_resolution name: (_) @name)] "end" @body) @definition.module
(class name: [(constant) @name (scope_resolution name: (_) @name)] body: (_) @body) @definition.class
(class name: [(constant) @name (scope_resolution name: (_) @name)] "end" @body) @definition.class

; Point = Struct.new(:x, :y) do … end
((assignment
    left: (constant) @name
    right: (call receiver: (constant) @_class method: (identifier) @_new block: (_)? @body)) @definition.class
  (#any-of? @_class "Class" "Data" "Struct")
  (#any-of? @_new "new" "define"))
((assignment
    left: (constant) @name
    right: (call receiver: (constant) @_class method: (identifier) @_new block: (_)? @body)) @definition.module
  (#eq? @_class "Module")
  (#eq? @_new "new"))

; --- functions and methods: what stands in no class is a function ---------------------------------------------

(program (method name: (_) @name body: (_) @body) @definition.function)
(program (method name: (_) @name "end" @body) @definition.function)
(singleton_class "<<" @static (body_statement (method name: (_) @name body: (_) @body) @definition.method))
(singleton_class "<<" @static (body_statement (method name: (_) @name "end" @body) @definition.method))
(method name: (_) @name body: (_) @body) @definition.method
(method name: (_) @name "end" @body) @definition.method
(singleton_method object: (_) @static name: (_) @name body: (_) @body) @definition.method
(singleton_method object: (_) @static name: (_) @name "end" @body) @definition.method
(alias name: (_) @name) @definition.method
((call
    method: (identifier) @call.none
    arguments: (argument_list . [(simple_symbol) (string)] @name)
    block: (_) @body) @definition.method
  (#any-of? @call.none "define_method" "define_singleton_method"))
((call
    method: (identifier) @call.none
    arguments: (argument_list . [(simple_symbol) (string)] @name . [(simple_symbol) (string)])) @definition.method
  (#eq? @call.none "alias_method"))

; square = ->(x) { … }
(assignment left: [(identifier) (constant)] @name right: (lambda body: (_) @body)) @definition.function

; --- constants and variables --------------------------------------------------------------------------------

(assignment left: (constant) @name) @definition.constant
(assignment left: (scope_resolution name: (constant) @name)) @definition.constant
(assignment left: (left_assignment_list (constant) @name @definition.constant))
(operator_assignment left: (constant) @name) @definition.constant
(program (assignment left: [(identifier) (global_variable)] @name) @definition.variable)
(program (assignment left: (left_assignment_list [(identifier) (global_variable)] @name @definition.variable)))

; --- members -------------------------------------------------------------------------------------------------

(assignment left: [(instance_variable) (class_variable)] @member)
(assignment left: (left_assignment_list [(instance_variable) (class_variable)] @member))
(operator_assignment left: [(instance_variable) (class_variable)] @member)
((call method: (identifier) @call.none arguments: (argument_list [(simple_symbol) (string)] @member))
  (#any-of? @call.none "attr" "attr_accessor" "attr_reader" "attr_writer"))
((call
    receiver: (constant) @_class
    method: (identifier) @_new
    arguments: (argument_list (simple_symbol) @member))
  (#any-of? @_class "Data" "Struct")
  (#any-of? @_new "new" "define"))

; --- calls -----------------------------------------------------------------------------------------------------

(call !receiver method: [(identifier) (constant)] @call.direct)
(call receiver: (_) method: [(identifier) (constant)] @call.indirect)
((call
    receiver: [(constant) @call.new (scope_resolution name: (constant) @call.new)]
    method: (identifier) @call.none)
  (#eq? @call.none "new"))

; a name alone, where a value is asked for: a call without arguments unless it is a local variable
(program (identifier) @call.bare)
(body_statement (identifier) @call.bare)
(block_body (identifier) @call.bare)
(begin (identifier) @call.bare)
(ensure (identifier) @call.bare)
(then (identifier) @call.bare)
(else (identifier) @call.bare)
(do (identifier) @call.bare)
(method body: (identifier) @call.bare)
(singleton_method body: (identifier) @call.bare)
(parenthesized_statements (identifier) @call.bare)
(interpolation (identifier) @call.bare)
(argument_list (identifier) @call.bare)
(call receiver: (identifier) @call.bare)
(element_reference object: (identifier) @call.bare)
(assignment right: (identifier) @call.bare)
(operator_assignment right: (identifier) @call.bare)
(right_assignment_list (identifier) @call.bare)
(optional_parameter value: (identifier) @call.bare)
(keyword_parameter value: (identifier) @call.bare)
(binary (identifier) @call.bare)
(unary (identifier) @call.bare)
(range (identifier) @call.bare)
(array (identifier) @call.bare)
(pair value: (identifier) @call.bare)
(splat_argument (identifier) @call.bare)
(hash_splat_argument (identifier) @call.bare)
(block_argument (identifier) @call.bare)
(conditional (identifier) @call.bare)
(rescue_modifier (identifier) @call.bare)
(if condition: (identifier) @call.bare)
(unless condition: (identifier) @call.bare)
(elsif condition: (identifier) @call.bare)
(while condition: (identifier) @call.bare)
(until condition: (identifier) @call.bare)
(if_modifier (identifier) @call.bare)
(unless_modifier (identifier) @call.bare)
(while_modifier (identifier) @call.bare)
(until_modifier (identifier) @call.bare)
(case value: (identifier) @call.bare)

(method_parameters (identifier) @local)
(block_parameters [(identifier) @local locals: (identifier) @local])
(lambda_parameters (identifier) @local)
(destructured_parameter (identifier) @local)
(optional_parameter name: (_) @local)
(keyword_parameter name: (_) @local)
(splat_parameter name: (_) @local)
(hash_splat_parameter name: (_) @local)
(block_parameter name: (_) @local)
(assignment left: (identifier) @local)
(operator_assignment left: (identifier) @local)
(left_assignment_list [(identifier) @local (rest_assignment (identifier) @local)])
(destructured_left_assignment [(identifier) @local (rest_assignment (identifier) @local)])
(exception_variable (identifier) @local)
(for pattern: (identifier) @local)
(in_clause pattern: (identifier) @local)
(array_pattern (identifier) @local)
(find_pattern (identifier) @local)
(as_pattern name: (identifier) @local)
(keyword_pattern value: (identifier) @local)
(keyword_pattern key: (hash_key_symbol) @local)

; words of the language in the form of calls
((call !receiver method: (identifier) @call.none)
  (#match? @call.none
    "^(?:block_given[?]|lambda|module_function|private|private_class_method|private_constant|proc|protected|public|raise)$"))
([
    (argument_list (identifier) @call.none)
    (binary (identifier) @call.none)
    (body_statement (identifier) @call.none)
    (if condition: (identifier) @call.none)
    (if_modifier (identifier) @call.none)
    (then (identifier) @call.none)
    (unless_modifier (identifier) @call.none)
  ]
  (#match? @call.none
    "^(?:__FILE__|__LINE__|__dir__|__method__|block_given[?]|module_function|private|protected|public|raise|retry)$"))

; --- imports ---------------------------------------------------------------------------------------------------

((call !receiver method: (identifier) @import.function arguments: (argument_list . (string) @import))
  (#any-of? @import.function "load" "require" "require_relative"))
((call !receiver method: (identifier) @import.function arguments: (argument_list . (_) . (string) @import))
  (#eq? @import.function "autoload"))

; --- entry points ------------------------------------------------------------------------------------------------

((program . (comment) @name @entrypoint.script)
  (#match? @name "^#!"))
((if condition: (binary left: (identifier) @_file operator: "==" right: (global_variable) @name)) @entrypoint.main
  (#eq? @_file "__FILE__"))
