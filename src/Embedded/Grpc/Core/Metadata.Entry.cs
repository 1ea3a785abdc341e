using System.Buffers;
using System.Text;

namespace Grpc.Core;

public sealed partial class Metadata
{
    /// <summary>One header or trailer of a call, its key lower-cased as HTTP/2 demands.</summary>
    public sealed class Entry
    {
        private static readonly SearchValues<char> KeyCharacters =
            SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789_-.");

        private readonly string? _value;
        private readonly byte[]? _valueBytes;

        public Entry(string key, string value)
        {
            Key = Normalise(key);
            ArgumentNullException.ThrowIfNull(value);
            if (IsBinary)
            {
                throw new ArgumentException(
                    $"Key '{key}' ends with '{BinaryHeaderSuffix}', so its value must be bytes.", nameof(key));
            }
            _value = value;
        }

        public Entry(string key, byte[] valueBytes)
        {
            Key = Normalise(key);
            ArgumentNullException.ThrowIfNull(valueBytes);
            if (!IsBinary)
            {
                throw new ArgumentException(
                    $"Key '{key}' must end with '{BinaryHeaderSuffix}' to hold bytes.", nameof(key));
            }
            _valueBytes = [.. valueBytes];
        }

        public string Key { get; }

        public bool IsBinary => Key.EndsWith(BinaryHeaderSuffix, StringComparison.Ordinal);

        public string Value =>
            _value ?? throw new InvalidOperationException($"Cannot read '{Key}' as text: it holds bytes.");

        public byte[] ValueBytes => _valueBytes is null ? Encoding.ASCII.GetBytes(_value!) : [.. _valueBytes];

        internal ReadOnlySpan<byte> BinaryValue => _valueBytes;

        public override string ToString() =>
            IsBinary
                ? $"[Entry: key={Key}, valueBytes={Convert.ToHexString(_valueBytes!)}]"
                : $"[Entry: key={Key}, value={_value}]";

        internal bool HasKey(string key) => string.Equals(Key, key, StringComparison.OrdinalIgnoreCase);

        private static string Normalise(string key)
        {
            ArgumentException.ThrowIfNullOrEmpty(key);
            var lower = key.ToLowerInvariant();
            if (lower.AsSpan().ContainsAnyExcept(KeyCharacters))
            {
                throw new ArgumentException(
                    $"Metadata key '{key}' may hold only letters, digits, '_', '-' and '.'.", nameof(key));
            }
            return lower;
        }
    }
}
