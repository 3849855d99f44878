; What only the JavaScript grammar names so.

(field_definition
  (decorator)* @decorator
  property: (_) @name
  value: [(arrow_function) (function_expression) (generator_function)] @value) @definition.method
(field_definition property: (_) @member)
