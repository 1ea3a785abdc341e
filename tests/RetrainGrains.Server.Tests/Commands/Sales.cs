using System.Globalization;
using System.Text;

namespace RetrainGrains.Server.Tests.Commands;

/// <summary>A file as a spreadsheet writes it where numbers have a comma: two shops, a year of days.</summary>
internal static class Sales
{
    public const string Target = "Units sold";

    public static void Write(string path)
    {
        var lines = new StringBuilder($"No.;Date;Shop;Temp. (°C);Promo;Price;Remark;{Target}\n");
        var day = new DateTime(2024, 1, 1);
        for (var row = 0; row < 2 * 366; row++)
        {
            var isNorth = row % 2 == 0;
            var date = day.AddDays(row / 2);
            var temperature = 12 - 10 * Math.Cos(2 * Math.PI * date.DayOfYear / 366) + (row * 7919 % 50 - 25) / 10.0;
            var promo = row * 31 % 5 == 0;
            var price = 1.99 + row * 17 % 3 * 0.5;
            var sold = Math.Round((isNorth ? 40 : 70) + 1.5 * temperature + (promo ? 20 : 0) - 8 * price);
            lines.AppendLine(string.Join(';',
                $"{row + 1}", $"{date:dd.MM.yyyy}", isNorth ? "North" : "South",
                row % 60 == 0 ? "?" : Comma(temperature, "0.0"), promo ? "yes" : "no", Comma(price, "0.00"), "",
                $"{sold}"));
        }
        File.WriteAllText(path, lines.ToString());
    }

    private static string Comma(double number, string format) =>
        number.ToString(format, CultureInfo.InvariantCulture).Replace('.', ',');
}
