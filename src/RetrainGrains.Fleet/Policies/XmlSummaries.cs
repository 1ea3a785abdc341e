using System.Reflection;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace RetrainGrains.Fleet.Policies;

/// <summary>The summaries of an assembly's documentation file, as plain text.</summary>
public sealed partial class XmlSummaries
{
    private readonly Dictionary<string, string> byMember;

    private XmlSummaries(XDocument documentation) => byMember = documentation.Descendants("member")
        .Where(member => member.Element("summary") is not null)
        .ToDictionary(member => (string)member.Attribute("name")!, member => Text(member.Element("summary")!));

    /// <summary>Reads the file beside the program; without one nothing has a summary.</summary>
    public static XmlSummaries Beside(Assembly assembly)
    {
        var path = Path.Combine(AppContext.BaseDirectory, $"{assembly.GetName().Name}.xml");
        return new XmlSummaries(File.Exists(path) ? XDocument.Load(path) : new XDocument());
    }

    /// <summary>Finds a summary by the identifier of a type or a property, such as P:Namespace.Type.Name.</summary>
    public string? Find(string member) => byMember.GetValueOrDefault(member);

    private static string Text(XElement summary)
    {
        // A reference says its last name, in which people find it.
        foreach (var reference in summary.Descendants().Where(element => element.IsEmpty).ToArray())
        {
            var named = (string?)reference.Attribute("cref") ?? (string?)reference.Attribute("name") ?? "";
            reference.ReplaceWith(named[(named.LastIndexOfAny(['.', ':']) + 1)..]);
        }
        return Whitespace().Replace(summary.Value, " ").Trim();
    }

    [GeneratedRegex(@"\s+")]
    private static partial Regex Whitespace();
}
