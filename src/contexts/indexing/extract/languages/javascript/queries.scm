; What only the JavaScript grammar names so.

(field_definition
  (decorator)* @decorator
  "static"? @static
  property: (_) @name
  value: [
    (arrow_function body: (_) @body)
    (function_expression body: (_) @body)
    (generator_function body: (_) @body)
  ] @value) @definition.method
(field_definition property: (_) @member)
