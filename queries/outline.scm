; Captures the package clause, the imports and every package-level declaration of a file, each as @item.
(source_file (package_clause) @item)
(source_file (import_declaration) @item)
(source_file (function_declaration) @item)
(source_file (method_declaration) @item)
(source_file (type_declaration) @item)
(source_file (var_declaration) @item)
(source_file (const_declaration) @item)
