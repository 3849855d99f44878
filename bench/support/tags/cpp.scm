; The grammar's own tags know no calls, namespaces, unions, aliases or specialisations, and of qualified names one level.
(namespace_definition name: (_) @name) @definition.module
(class_specifier name: (template_type name: (_) @name)) @definition.class
(struct_specifier name: (template_type name: (_) @name) body: (_)) @definition.class
(union_specifier name: (type_identifier) @name body: (_)) @definition.class
(alias_declaration name: (type_identifier) @name) @definition.type
(type_definition declarator: (_ declarator: (type_identifier) @name)) @definition.type
(function_declarator declarator: (qualified_identifier) @name) @definition.function
(call_expression function: [(identifier) (qualified_identifier)] @name) @reference.call
((call_expression function: (template_function name: (identifier) @name)) @reference.call
  (#not-any-of? @name "static_cast" "dynamic_cast" "reinterpret_cast" "const_cast"))
(call_expression function: (field_expression field: (field_identifier) @name)) @reference.call
(new_expression type: [(type_identifier) (qualified_identifier)] @name) @reference.class
