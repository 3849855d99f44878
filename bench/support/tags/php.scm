; What counts as a definition and as a call, by the grammar's node types. A trait is an interface, as with us.

(class_declaration name: (_) @name @definition.class)
(interface_declaration name: (_) @name @definition.interface)
(trait_declaration name: (_) @name @definition.interface)
(namespace_definition name: (_) @name) @definition.module
(function_definition name: (_) @name @definition.function)
(method_declaration name: (_) @name @definition.method)
(property_declaration
  (property_element name: (variable_name (name) @name @definition.method))
  (property_hook_list (property_hook body: (_))))
(assignment_expression left: (variable_name (name) @name @definition.function) right: (anonymous_function))
(assignment_expression left: (variable_name (name) @name @definition.function) right: (arrow_function))
(assignment_expression left: (member_access_expression name: (name) @name @definition.function) right: (anonymous_function))
(assignment_expression left: (member_access_expression name: (name) @name @definition.function) right: (arrow_function))

((function_call_expression function: (name) @name) @reference.call
  (#not-any-of? @name "define" "empty" "isset"))
(function_call_expression function: (qualified_name (name) @name)) @reference.call
(function_call_expression function: (relative_name (name) @name)) @reference.call
(function_call_expression function: (variable_name (name) @name)) @reference.call
(member_call_expression name: (name) @name) @reference.call
(nullsafe_member_call_expression name: (name) @name) @reference.call
(scoped_call_expression name: (name) @name) @reference.call
((object_creation_expression (name) @name) @reference.class
  (#not-any-of? @name "parent" "self" "static"))
(object_creation_expression (qualified_name (name) @name)) @reference.class
(object_creation_expression (relative_name (name) @name)) @reference.class
