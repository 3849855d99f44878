; What counts as a definition and as a call, by the grammar's node types. A name alone is a call or a variable, which
; no node says: those are undecided.

(class name: (constant) @name @definition.class)
(class name: (scope_resolution name: (_) @name @definition.class))
(module name: (constant) @name @definition.module)
(module name: (scope_resolution name: (_) @name @definition.module))
((assignment left: (constant) @name @definition.class right: (call receiver: (constant) @_of method: (_) @_new))
  (#any-of? @_of "Class" "Data" "Struct")
  (#any-of? @_new "define" "new"))
((assignment left: (constant) @name @definition.module right: (call receiver: (constant) @_of method: (_) @_new))
  (#eq? @_of "Module")
  (#eq? @_new "new"))
(method name: (_) @name @definition.method)
(singleton_method name: (_) @name @definition.method)
(alias name: (_) @name @definition.method)
((call
    method: (_) @_by
    arguments: (argument_list . [(simple_symbol) (string)] @name @definition.method)
    block: (_))
  (#any-of? @_by "define_method" "define_singleton_method"))
((call
    method: (_) @_by
    arguments: (argument_list . [(simple_symbol) (string)] @name @definition.method . [(simple_symbol) (string)]))
  (#eq? @_by "alias_method"))
(assignment left: (identifier) @name @definition.function right: (lambda))
(assignment left: (constant) @name @definition.function right: (lambda))

((call !receiver method: (_) @name) @reference.call
  (#not-any-of? @name
    "alias_method" "attr" "attr_accessor" "attr_reader" "attr_writer" "autoload" "block_given?" "define_method"
    "define_singleton_method" "lambda" "load" "module_function" "private" "private_class_method" "private_constant"
    "proc" "protected" "public" "raise" "require" "require_relative" "super"))
((call receiver: (_) method: (_) @name) @reference.call
  (#not-any-of? @name "define_method" "define_singleton_method" "new"))
((call receiver: (constant) @name method: (_) @_new) @reference.class
  (#eq? @_new "new"))
((call receiver: (scope_resolution name: (constant) @name) method: (_) @_new) @reference.class
  (#eq? @_new "new"))
(identifier) @name @reference.undecided
