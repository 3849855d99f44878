; The grammar's own tags know no constructors, records, annotation types or generic classes that are made.
(constructor_declaration name: (_) @name) @definition.method
(compact_constructor_declaration name: (_) @name) @definition.method
(annotation_type_element_declaration name: (_) @name) @definition.method
(record_declaration name: (_) @name) @definition.class
(annotation_type_declaration name: (_) @name) @definition.interface
(object_creation_expression type: (generic_type (type_identifier) @name)) @reference.class
(object_creation_expression type: (scoped_type_identifier (type_identifier) @name .)) @reference.class
(object_creation_expression type: (generic_type (scoped_type_identifier (type_identifier) @name .))) @reference.class
