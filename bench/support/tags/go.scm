; The grammar's own tags know no aliases, methods of interfaces or named function literals.
(type_alias name: (type_identifier) @name) @definition.type
(method_elem name: (_) @name) @definition.method
(type_conversion_expression type: (generic_type type: (type_identifier) @name)) @reference.call
(type_conversion_expression type: (generic_type type: (qualified_type name: (_) @name))) @reference.call
