; What counts as a definition and as a call, by the grammar's node types.

(class_declaration name: (_) @name @definition.class)
(record_declaration name: (_) @name @definition.class)
(struct_declaration name: (_) @name @definition.class)
(interface_declaration name: (_) @name @definition.interface)
(namespace_declaration name: (identifier) @name @definition.module)
(file_scoped_namespace_declaration name: (identifier) @name @definition.module)
(method_declaration name: (_) @name @definition.method)
(constructor_declaration name: (_) @name @definition.method)
(destructor_declaration name: (_) @name @definition.method)
(local_function_statement name: (_) @name @definition.function)
(event_declaration name: (_) @name @definition.method)
(property_declaration name: (_) @name @definition.method value: (arrow_expression_clause))
(variable_declarator name: (_) @name @definition.function (lambda_expression))
(variable_declarator name: (_) @name @definition.function (anonymous_method_expression))
(indexer_declaration "this" @name @definition.method)
(conversion_operator_declaration "operator" @name @definition.method)
(property_declaration
  name: (_) @name @definition.method
  accessors: (accessor_list (accessor_declaration body: (_))))

((invocation_expression function: (identifier) @name) @reference.call
  (#not-eq? @name "nameof"))
(invocation_expression function: (generic_name (identifier) @name)) @reference.call
(invocation_expression function: (member_access_expression name: (identifier) @name)) @reference.call
(invocation_expression function: (member_access_expression name: (generic_name (identifier) @name))) @reference.call
(invocation_expression
  function: (conditional_access_expression (member_binding_expression name: (identifier) @name))) @reference.call
(invocation_expression
  function: (conditional_access_expression
    (member_binding_expression name: (generic_name (identifier) @name)))) @reference.call
(object_creation_expression type: (identifier) @name) @reference.class
(object_creation_expression type: (generic_name (identifier) @name)) @reference.class
(object_creation_expression type: (qualified_name name: (identifier) @name)) @reference.class
(object_creation_expression type: (qualified_name name: (generic_name (identifier) @name))) @reference.class
(variable_declaration
  type: (identifier) @name
  (variable_declarator (implicit_object_creation_expression))) @reference.class
(variable_declaration
  type: (generic_name (identifier) @name)
  (variable_declarator (implicit_object_creation_expression))) @reference.class
(property_declaration type: (identifier) @name value: (implicit_object_creation_expression)) @reference.class
(property_declaration
  type: (generic_name (identifier) @name)
  value: (implicit_object_creation_expression)) @reference.class
