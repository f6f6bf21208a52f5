modul broken/badmod

go one.two
require (
