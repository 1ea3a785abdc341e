using Grpc.Core;

namespace Embedded.Grpc.Tests.Core;

public sealed class MetadataTests
{
    [Fact]
    public void Keys_are_lower_cased_and_found_in_any_case()
    {
        var metadata = new Metadata { { "X-Key", "value" } };
        Assert.Equal("x-key", metadata[0].Key);
        Assert.Equal("value", metadata.GetValue("x-KEY"));
    }

    [Fact]
    public void The_last_of_several_values_wins()
    {
        var metadata = new Metadata { { "key", "first" }, { "key", "last" } };
        Assert.Equal("last", metadata.GetValue("key"));
        Assert.Equal(["first", "last"], metadata.GetAll("key").Select(entry => entry.Value));
    }

    [Theory]
    [InlineData("key", true)]
    [InlineData("key-bin", false)]
    public void The_suffix_of_a_key_and_the_kind_of_value_must_agree(string key, bool isBinary) =>
        Assert.Throws<ArgumentException>(() =>
            isBinary ? new Metadata.Entry(key, [1]) : new Metadata.Entry(key, "text"));

    [Theory]
    [InlineData("has space")]
    [InlineData("ümlaut")]
    [InlineData("line\nbreak")]
    public void A_key_that_no_header_may_have_is_refused(string key) =>
        Assert.Throws<ArgumentException>(() => new Metadata.Entry(key, "value"));

    [Fact]
    public void The_empty_metadata_stays_empty() =>
        Assert.Throws<InvalidOperationException>(() => Metadata.Empty.Add("key", "value"));
}
