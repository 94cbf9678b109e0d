"""Names, streets and countries the made-up municipality draws from."""

from __future__ import annotations

VROUWEN = (
    "Emma", "Julia", "Sophie", "Anna", "Lotte", "Fleur", "Sanne", "Femke", "Marieke", "Ingrid",
    "Johanna", "Maria", "Wilhelmina", "Hendrika", "Geertruida", "Elisabeth", "Fatima", "Aicha",
    "Noor", "Saskia", "Annemieke", "Roos", "Willemijn", "Hanneke", "Yasmin", "Zeynep",
)  # fmt: skip
MANNEN = (
    "Daan", "Lucas", "Finn", "Sem", "Thijs", "Bram", "Jeroen", "Martijn", "Pieter", "Johannes",
    "Cornelis", "Hendrik", "Willem", "Gerrit", "Jan", "Jacobus", "Mohamed", "Youssef", "Ruben",
    "Sander", "Koen", "Maarten", "Stefan", "Bas", "Erik", "Mehmet",
)  # fmt: skip
GESLACHTSNAMEN = (
    ("", "Jansen"), ("de", "Vries"), ("van den", "Berg"), ("van", "Dijk"), ("", "Bakker"),
    ("", "Visser"), ("", "Smit"), ("de", "Boer"), ("", "Mulder"), ("de", "Groot"),
    ("", "Bos"), ("van der", "Meer"), ("", "Dekker"), ("van", "Leeuwen"), ("", "Brouwer"),
    ("de", "Wit"), ("van 't", "Hof"), ("", "Hoekstra"), ("ter", "Horst"), ("op den", "Kamp"),
    ("", "Yilmaz"), ("el", "Amrani"), ("", "Kuipers"), ("van der", "Linden"), ("", "Postma"),
    ("in 't", "Veld"), ("", "Schouten"), ("den", "Ouden"), ("", "Molenaar"), ("ten", "Brink"),
)  # fmt: skip
JAN_NAMEN = ("Jansen", "Janssen", "Janssens", "Jans", "Jansma", "Janse")
STRATEN = (
    ("Dorpsstraat", "1234AB"),
    ("Kerkstraat", "1234AC"),
    ("Stationsweg", "1234BD"),
    ("Burgemeester van Voorbeeldlaan", "1235CE"),
    ("Molenweg", "1235DG"),
    ("Prins Hendrikkade", "1236EH"),
    ("Raadhuisplein", "1236AA"),
    ("Thorbeckelaan", "1237KL"),
)
KORTE_STRAATNAMEN = {"Burgemeester van Voorbeeldlaan": "Burg v Voorbeeldlaan"}
NIEUWKOMERS = (
    ("Olena", "", "Kovalenko", "V", ("9154", "Oekraïne"), ("0400", "Oekraïense"), "Kyiv"),
    ("Omar", "al", "Hassan", "M", ("7009", "Syrië"), ("0343", "Syrische"), "Aleppo"),
    ("Selam", "", "Tesfay", "V", ("9036", "Eritrea"), ("0114", "Eritrese"), "Asmara"),
    ("Giulia", "", "Rossi", "V", ("7044", "Italië"), ("0065", "Italiaanse"), "Bologna"),
    ("Ahmad", "", "Rahimi", "M", ("6023", "Afghanistan"), ("0300", "Afghaanse"), "Herat"),
    ("Kamil", "", "Nowak", "M", ("7028", "Polen"), ("0068", "Poolse"), "Lublin"),
)
