module mapvet.example/types

go 1.24
